// Package filter reads the Filter parameter of ListUsers: one condition of
// the form
//
//	attribute op "value"
//
// where op is = (equal) or ^= (begins with), blanks around op are optional,
// the attribute may itself be quoted, and \" and \\ stand for a quotation mark
// and a backslash inside quotes.
//
// The package knows the grammar only. Which attributes may be searched, and
// that values compare without regard to case except for username, is decided
// by the directory that runs the search.
package filter

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxLength is the longest accepted filter, in characters.
const MaxLength = 256

// Op says how an attribute is compared with the value of a filter.
type Op uint8

// The comparisons of the grammar. All is the zero value: no condition at all.
const (
	All    Op = iota // every user; what an empty filter means
	Equal            // the attribute is the value
	Prefix           // the attribute begins with the value
)

// String returns the operator as it is written in a filter, "" for All.
func (o Op) String() string {
	switch o {
	case Equal:
		return "="
	case Prefix:
		return "^="
	default:
		return ""
	}
}

// A Filter is one parsed condition. The zero Filter selects every user.
type Filter struct {
	Attr  string // attribute name as written, case kept; not checked against any list
	Op    Op
	Value string // unescaped; may be empty
}

// On reports whether the filter's attribute is one of allowed. A filter
// without a condition is on no attribute and therefore always allowed.
func (f Filter) On(allowed ...string) bool {
	return f.Op == All || slices.Contains(allowed, f.Attr)
}

// String prints the filter in canonical form: the attribute quoted only where
// the grammar needs it, blanks around the operator. Parse(f.String()) is f.
func (f Filter) String() string {
	if f.Op == All {
		return ""
	}
	attr := f.Attr
	if strings.IndexFunc(attr, endsBareAttr) >= 0 {
		attr = quote(attr)
	}
	return attr + " " + f.Op.String() + " " + quote(f.Value)
}

// SyntaxError reports a filter outside the grammar. Its text is the message
// Cognito gives with InvalidParameterException; Reason and Offset are for the
// log and never hold any of the input, which may be personal data.
type SyntaxError struct {
	Reason string
	Offset int // in bytes
}

func (*SyntaxError) Error() string { return "Error while parsing filter" }

// Parse reads a filter. An empty or blank s is the filter All. Every failure is
// a *SyntaxError: more than MaxLength characters, text that is not valid UTF-8
// or holds a NUL, or anything but exactly one condition.
func Parse(s string) (Filter, error) {
	switch {
	case utf8.RuneCountInString(s) > MaxLength:
		return Filter{}, &SyntaxError{Reason: "too long", Offset: len(s)}
	case !utf8.ValidString(s):
		return Filter{}, &SyntaxError{Reason: "not valid UTF-8"}
	case strings.IndexByte(s, 0) >= 0:
		// No attribute can hold a NUL, and PostgreSQL refuses it as text.
		return Filter{}, &SyntaxError{Reason: "NUL character", Offset: strings.IndexByte(s, 0)}
	}
	p := parser{in: s}
	p.blanks()
	if p.done() {
		return Filter{}, nil
	}
	return p.condition()
}

type parser struct {
	in  string
	pos int
}

func (p *parser) condition() (Filter, error) {
	attr, err := p.attribute()
	if err != nil {
		return Filter{}, err
	}
	p.blanks()
	op, err := p.operator()
	if err != nil {
		return Filter{}, err
	}
	p.blanks()
	value, err := p.quoted()
	if err != nil {
		return Filter{}, err
	}
	p.blanks()
	if !p.done() {
		return Filter{}, p.fail("text after the condition")
	}
	return Filter{Attr: attr, Op: op, Value: value}, nil
}

func (p *parser) attribute() (string, error) {
	if p.in[p.pos] == '"' {
		attr, err := p.quoted()
		if err == nil && attr == "" {
			err = p.fail("empty attribute name")
		}
		return attr, err
	}
	start := p.pos
	end := strings.IndexFunc(p.in[start:], endsBareAttr)
	if end < 0 {
		end = len(p.in) - start
	}
	if end == 0 {
		return "", p.fail("attribute name expected")
	}
	p.pos += end
	return p.in[start:p.pos], nil
}

func (p *parser) operator() (Op, error) {
	switch rest := p.in[p.pos:]; {
	case strings.HasPrefix(rest, "="):
		p.pos++
		return Equal, nil
	case strings.HasPrefix(rest, "^="):
		p.pos += 2
		return Prefix, nil
	default:
		return All, p.fail("= or ^= expected")
	}
}

func (p *parser) quoted() (string, error) {
	if p.done() || p.in[p.pos] != '"' {
		return "", p.fail("quotation mark expected")
	}
	var b strings.Builder
	for p.pos++; !p.done(); p.pos++ {
		switch c := p.in[p.pos]; c {
		case '"':
			p.pos++
			return b.String(), nil
		case '\\':
			p.pos++
			if p.done() || p.in[p.pos] != '"' && p.in[p.pos] != '\\' {
				return "", p.fail("unknown escape")
			}
			b.WriteByte(p.in[p.pos])
		default:
			b.WriteByte(c)
		}
	}
	return "", p.fail("quotation mark missing")
}

func (p *parser) blanks() {
	for !p.done() && isBlank(rune(p.in[p.pos])) {
		p.pos++
	}
}

func (p *parser) done() bool { return p.pos >= len(p.in) }

func (p *parser) fail(reason string) error {
	return &SyntaxError{Reason: reason, Offset: p.pos}
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// endsBareAttr reports whether r ends, or cannot begin, an attribute name
// written without quotation marks.
func endsBareAttr(r rune) bool {
	return isBlank(r) || r == '=' || r == '^' || r == '"' || r == '\\'
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
