package arn_test

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/syntax/arn"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "*", "arn:aws:s3:::b/k", "arn:aws:iam::123456789012:role/x", "arn:::::", "a:b:c:d:e:f:g"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parts, n := arn.Split(s)
		if joined := strings.Join(parts[:n], ":"); joined != s {
			t.Fatalf("Split(%q) loses text: %q", s, joined)
		}
		a, err := arn.Parse(s)
		if err != nil {
			return
		}
		if a.String() != s {
			t.Fatalf("Parse(%q).String() = %q", s, a)
		}
		if !strings.ContainsAny(s, "*?") && !arn.ParsePattern(s).Match(s) {
			t.Fatalf("%q does not match itself", s)
		}
	})
}

func FuzzPattern(f *testing.F) {
	f.Add("arn:aws:s3:::*", "arn:aws:s3:::b")
	f.Add("*", "")
	f.Add("arn:*", "arn:a:b:c:d:e")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		p := arn.ParsePattern(pattern)
		if p.Match(s) && !p.All() && strings.Count(s, ":") < arn.Parts-1 {
			t.Fatalf("%q matched %q, which is no ARN", pattern, s)
		}
	})
}
