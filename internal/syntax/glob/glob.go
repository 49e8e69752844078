// Package glob matches text against patterns of literal characters, ? (any
// one character) and * (any run of characters, also none): the wildcards of
// IAM policies. A pattern may be assembled from literal and wildcard text, so
// that a * which arrived in a value is never mistaken for a wildcard.
//
// Matching takes time proportional at most to the product of both lengths and
// never allocates. What may be matched, and case, is the caller's business.
package glob

import (
	"strings"
	"unicode/utf8"
)

// A Pattern is a compiled pattern. The zero Pattern matches only the empty
// string. A Pattern is safe for concurrent use.
type Pattern struct {
	elems []elem
}

type kind uint8

const (
	literal kind = iota
	one
	run
)

type elem struct {
	kind kind
	text string // of a literal; never empty
}

// Parse compiles s, reading * and ? as wildcards. There is no escape.
func Parse(s string) Pattern {
	var b Builder
	b.Wild(s)
	return b.Pattern()
}

// Match reports whether the whole of s matches.
func (p Pattern) Match(s string) bool {
	var (
		i     int
		after = -1   // index of the element after the last run seen
		mark  string // what is left for that run to swallow
	)
	for {
		if i == len(p.elems) && s == "" {
			return true
		}
		if i < len(p.elems) {
			e := p.elems[i]
			switch {
			case e.kind == run:
				i++
				after, mark = i, s
				continue
			case e.kind == one && s != "":
				i++
				s = dropRune(s)
				continue
			case e.kind == literal && strings.HasPrefix(s, e.text):
				i++
				s = s[len(e.text):]
				continue
			}
		}
		if after < 0 || mark == "" {
			return false
		}
		mark = p.grow(after, dropRune(mark))
		i, s = after, mark
	}
}

// grow lets a run swallow up to the next place where the element after it can
// match at all.
func (p Pattern) grow(after int, s string) string {
	if after == len(p.elems) {
		return ""
	}
	if e := p.elems[after]; e.kind == literal {
		at := strings.Index(s, e.text)
		if at < 0 {
			return ""
		}
		return s[at:]
	}
	return s
}

// All reports whether the pattern matches every text.
func (p Pattern) All() bool { return len(p.elems) == 1 && p.elems[0].kind == run }

// Literal returns the only text that matches; ok is false for a pattern with
// wildcards.
func (p Pattern) Literal() (text string, ok bool) {
	switch {
	case len(p.elems) == 0:
		return "", true
	case len(p.elems) == 1 && p.elems[0].kind == literal:
		return p.elems[0].text, true
	default:
		return "", false
	}
}

func dropRune(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[n:]
}

// A Builder assembles a Pattern. The zero Builder is ready for use.
type Builder struct {
	elems []elem
}

// Literal appends text in which no character is a wildcard.
func (b *Builder) Literal(s string) {
	if s == "" {
		return
	}
	if n := len(b.elems); n > 0 && b.elems[n-1].kind == literal {
		b.elems[n-1].text += s
		return
	}
	b.elems = append(b.elems, elem{literal, s})
}

// One appends a ? wildcard.
func (b *Builder) One() { b.elems = append(b.elems, elem{kind: one}) }

// Run appends a * wildcard; several in a row are one.
func (b *Builder) Run() {
	if n := len(b.elems); n > 0 && b.elems[n-1].kind == run {
		return
	}
	b.elems = append(b.elems, elem{kind: run})
}

// Wild appends text in which * and ? are wildcards.
func (b *Builder) Wild(s string) {
	for s != "" {
		at := strings.IndexAny(s, "*?")
		if at < 0 {
			b.Literal(s)
			return
		}
		b.Literal(s[:at])
		if s[at] == '*' {
			b.Run()
		} else {
			b.One()
		}
		s = s[at+1:]
	}
}

// Pattern returns what was assembled. The Builder must not be used afterwards.
func (b *Builder) Pattern() Pattern { return Pattern{b.elems} }
