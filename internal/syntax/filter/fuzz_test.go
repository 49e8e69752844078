package filter_test

import (
	"testing"
	"unicode/utf8"

	"github.com/cognate-id/cognate/internal/syntax/filter"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		``, ` `, `email = "a"`, `"given_name"^="J"`, `name="\"\\"`, `a="b`, `a="b"c`, `""=""`, `a="\x"`, "\xff", "a=\"\x00\"",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := filter.Parse(s)
		if err != nil {
			if got != (filter.Filter{}) {
				t.Fatalf("Parse(%q) gave %+v along with an error", s, got)
			}
			return
		}
		printed := got.String()
		// Printing may add blanks and escapes and so outgrow the limit.
		if utf8.RuneCountInString(printed) > filter.MaxLength {
			return
		}
		again, err := filter.Parse(printed)
		if err != nil || again != got {
			t.Fatalf("Parse(%q) = %+v, but Parse(%q) = %+v, %v", s, got, printed, again, err)
		}
	})
}
