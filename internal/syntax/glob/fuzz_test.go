package glob_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cognate-id/cognate/internal/syntax/glob"
)

// FuzzMatch compares with the same pattern written as a regular expression.
func FuzzMatch(f *testing.F) {
	for _, p := range []string{"", "*", "?", "a*b?c", "*a*", "**??", "é*"} {
		for _, s := range []string{"", "a", "aXbYc", "ab", "é:/"} {
			f.Add(p, s)
		}
	}
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if len(pattern) > 200 || len(s) > 2000 || !utf8.ValidString(pattern) || !utf8.ValidString(s) {
			return
		}
		expr := regexp.QuoteMeta(pattern)
		expr = strings.ReplaceAll(expr, `\*`, `.*`)
		expr = strings.ReplaceAll(expr, `\?`, `.`)
		re, err := regexp.Compile(`(?s)\A` + expr + `\z`)
		if err != nil {
			return
		}
		// QuoteMeta turns \ into \\, so an escaped star cannot be confused
		// with a pattern that holds backslashes before a star.
		if strings.Contains(pattern, `\`) {
			return
		}
		if got, want := glob.Parse(pattern).Match(s), re.MatchString(s); got != want {
			t.Fatalf("Parse(%q).Match(%q) = %v, want %v", pattern, s, got, want)
		}
	})
}
