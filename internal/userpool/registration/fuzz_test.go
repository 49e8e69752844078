package registration

import (
	"regexp"
	"testing"
)

var clientName = regexp.MustCompile(`^[\w\s+=,.@-]{1,128}$`)

func FuzzNameOf(f *testing.F) {
	f.Add("Agent (v1): x")
	f.Add("ü\x00\xff")
	f.Fuzz(func(t *testing.T, text string) {
		if got := nameOf(text); !clientName.MatchString(got) {
			t.Errorf("%q becomes %q", text, got)
		}
	})
}

func FuzzCheckRedirect(f *testing.F) {
	for _, s := range []string{"https://a.example/cb", "myapp://cb", "javascript:x", "http://[::1]:1/", "https://a\r\nb"} {
		f.Add(s)
	}
	stored := regexp.MustCompile(`^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$`) // of the wire form of CallbackURLs
	f.Fuzz(func(t *testing.T, text string) {
		if checkRedirect(text) == nil && !stored.MatchString(text) {
			t.Errorf("%q passes", text)
		}
	})
}
