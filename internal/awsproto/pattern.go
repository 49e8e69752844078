package awsproto

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"unicode"

	"github.com/cognate-id/cognate/internal/syntax/pattern"
)

// A Pattern is a constraint's regular expression with the meaning it has in the services, which is Java's: the whole
// value must match, \s includes the vertical tab, and \uXXXX names a UTF-16 unit. It is compiled at first use.
type Pattern struct {
	source string
	match  func() func(string) bool
}

// NewPattern takes the expression as the model writes it; messages quote it so. It must be one that Compiles accepts.
func NewPattern(source string) *Pattern {
	return &Pattern{source: source, match: sync.OnceValue(func() func(string) bool {
		match, err := compilePattern(source)
		if err != nil {
			panic("cognate: internal error: pattern " + source + ": " + err.Error())
		}
		return match
	})}
}

// Compiles reports why a pattern cannot be matched. The generator asks, so that no such pattern reaches a program.
func Compiles(source string) error {
	_, err := compilePattern(source)
	return err
}

// Matches reports whether all of s matches.
func (p *Pattern) Matches(s string) bool { return p.match()(s) }

// String returns the expression as the model writes it.
func (p *Pattern) String() string { return p.source }

func compilePattern(source string) (func(string) bool, error) {
	if match := lookaround[source]; match != nil {
		return match, nil
	}
	translated := `\A(?:` + translate(source) + `)\z`
	tree, err := syntax.Parse(translate(source), syntax.Perl)
	if err != nil {
		return nil, err
	}
	if match := classMatcher(tree); match != nil {
		return match, nil
	}
	expression, err := regexp.Compile(translated)
	if err != nil {
		return nil, err
	}
	return expression.MatchString, nil
}

// lookaround holds the expressions that need it, which RE2 does not have.
var lookaround = map[string]func(string) bool{
	// An S3 bucket name's characters, not ending in a dot.
	`^[0-9A-Za-z\.\-_]*(?<!\.)$`: func(s string) bool {
		return bucketCharacters().MatchString(s) && !strings.HasSuffix(s, ".")
	},
	// An account alias: 3 to 63 characters without two hyphens in a row or at an end.
	`^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$`: func(s string) bool {
		return aliasCharacters().MatchString(s) && !strings.Contains(s, "--")
	},
}

var (
	bucketCharacters = pattern.Lazy(`\A[0-9A-Za-z._-]*\z`)
	aliasCharacters  = pattern.Lazy(`\A[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\z`)
)

// translate rewrites what Java and RE2 spell differently.
func translate(source string) string {
	source = strings.ReplaceAll(source, `[\S]`, `[^\s\v]`)
	newlines := strings.HasPrefix(source, "(?s)")
	var b strings.Builder
	inside := false
	for i := 0; i < len(source); i++ {
		c := source[i]
		switch {
		case c == '\\' && i+1 < len(source):
			i++
			i += translateEscape(&b, source[i:], inside)
			continue
		case c == '.' && !inside && !newlines:
			b.WriteString(`[^\n\r\x{85}\x{2028}\x{2029}]`)
			continue
		case c == '[':
			inside = true
		case c == ']':
			inside = false
		}
		b.WriteByte(c)
	}
	return b.String()
}

// translateEscape writes what follows a backslash and returns how many bytes beyond the first it took.
func translateEscape(b *strings.Builder, rest string, inside bool) int {
	switch {
	case rest[0] == 's' && inside:
		b.WriteString(`\s\v`)
	case rest[0] == 's':
		b.WriteString(`[\s\v]`)
	case rest[0] == 'u':
		n := unicodeDigits(rest[1:])
		b.WriteString(`\x{` + rest[1:1+n] + `}`)
		return n
	default:
		b.WriteByte('\\')
		b.WriteByte(rest[0])
	}
	return 0
}

// unicodeDigits counts the digits of a \u escape. Java reads four; the models also write the supplementary planes with
// five or six and mean them, so those are read in full.
func unicodeDigits(rest string) int {
	for _, long := range []string{"10FFFF", "10000"} {
		if strings.HasPrefix(rest, long) {
			return len(long)
		}
	}
	return min(4, len(rest))
}

// classMatcher recognises the form most constraints have, one class repeated, and returns a matcher that is an order of
// magnitude faster than the general engine; nil for any other form.
func classMatcher(tree *syntax.Regexp) func(string) bool {
	tree = stripAnchors(tree)
	minimum := 0
	switch tree.Op {
	case syntax.OpPlus:
		minimum = 1
	case syntax.OpStar:
	default:
		return nil
	}
	class := tree.Sub[0]
	if class.Op != syntax.OpCharClass || class.Flags&syntax.FoldCase != 0 {
		return nil
	}
	return matchClass(class.Rune, minimum)
}

func stripAnchors(tree *syntax.Regexp) *syntax.Regexp {
	if tree.Op != syntax.OpConcat {
		return tree
	}
	var rest []*syntax.Regexp
	for _, sub := range tree.Sub {
		if sub.Op != syntax.OpBeginText && sub.Op != syntax.OpEndText {
			rest = append(rest, sub)
		}
	}
	if len(rest) == 1 {
		return rest[0]
	}
	return tree
}

// matchClass matches strings of at least minimum characters out of the ranges lo, hi, lo, hi, …
func matchClass(ranges []rune, minimum int) func(string) bool {
	var ascii [128]bool
	table := &unicode.RangeTable{}
	for i := 0; i < len(ranges); i += 2 {
		lo, hi := ranges[i], ranges[i+1]
		for r := lo; r <= hi && r < 128; r++ {
			ascii[r] = true
		}
		table.R32 = append(table.R32, unicode.Range32{Lo: uint32(lo), Hi: uint32(hi), Stride: 1})
	}
	return func(s string) bool {
		if len(s) < minimum {
			return false
		}
		for _, r := range s {
			if r < 128 && ascii[r] || r >= 128 && unicode.Is(table, r) {
				continue
			}
			return false
		}
		return true
	}
}
