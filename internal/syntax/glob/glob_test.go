package glob_test

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/syntax/glob"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true},
		{"", "a", false},
		{"a", "a", true},
		{"a", "A", false},
		{"a", "ab", false},
		{"?", "", false},
		{"?", "é", true},
		{"??", "é", false},
		{"?", "\xff", true},
		{"*", "", true},
		{"*", "a/b:c", true},
		{"**", "x", true},
		{"a*", "a", true},
		{"a*", "ba", false},
		{"*a", "bba", true},
		{"*a", "ab", false},
		{"a*b", "ab", true},
		{"a*b", "acbcb", true},
		{"a*b", "acbc", false},
		{"*ab*", "aab", true},
		{"*ab?d*", "abababcdx", true},
		{"?*", "", false},
		{"?*", "a", true},
		{"*?", "a", true},
		{"*?", "", false},
		{"a?c*e", "abcde", true},
		{"a?c*e", "abcdef", false},
		{"Get*Object?", "GetObjects", true},
		{"*.*.*", "a.b", false},
		{"*.*.*", "..", true},
		{"\ufffd", "\xff", false},
	}
	for _, tt := range tests {
		if got := glob.Parse(tt.pattern).Match(tt.s); got != tt.want {
			t.Errorf("Parse(%q).Match(%q) = %v, want %v", tt.pattern, tt.s, got, tt.want)
		}
	}
}

func TestBuilderLiteralIsNotWild(t *testing.T) {
	t.Parallel()
	var b glob.Builder
	b.Wild("home/")
	b.Literal("*")
	b.Wild("/*")
	p := b.Pattern()
	if p.Match("home/alice/x") {
		t.Error("a literal * matched other text")
	}
	if !p.Match("home/*/x") {
		t.Error("a literal * did not match itself")
	}
}

func TestLiteralAndAll(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern string
		text    string
		lit     bool
		all     bool
	}{
		{"", "", true, false},
		{"abc", "abc", true, false},
		{"*", "", false, true},
		{"***", "", false, true},
		{"a*", "", false, false},
		{"?", "", false, false},
	} {
		p := glob.Parse(tt.pattern)
		if text, lit := p.Literal(); text != tt.text || lit != tt.lit {
			t.Errorf("%q: Literal = %q, %v", tt.pattern, text, lit)
		}
		if p.All() != tt.all {
			t.Errorf("%q: All = %v", tt.pattern, p.All())
		}
	}
}

func BenchmarkMatchWorst(b *testing.B) {
	p := glob.Parse(strings.Repeat("*a?", 200) + "b")
	s := strings.Repeat("a", 2000)
	for b.Loop() {
		if p.Match(s) {
			b.Fatal("matched")
		}
	}
}
