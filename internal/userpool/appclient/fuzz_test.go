package appclient_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/userpool/appclient"
)

// FuzzCheckRedirect checks that whatever is accepted is absolute, has no
// fragment, runs no script and stays on this machine without TLS.
func FuzzCheckRedirect(f *testing.F) {
	for _, seed := range []string{"https://a.example/", "http://localhost:1/", "app:/x", "javascript:x", "http://[::1]/", "#", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if appclient.CheckRedirect(text) != nil {
			return
		}
		u, err := url.Parse(text)
		if err != nil || u.Scheme == "" || strings.Contains(text, "#") {
			t.Fatalf("%q is accepted: %v", text, err)
		}
		switch strings.ToLower(u.Scheme) {
		case "javascript", "data", "vbscript":
			t.Errorf("%q is accepted", text)
		case "http":
			if h := u.Hostname(); h != "localhost" && h != "127.0.0.1" && h != "::1" {
				t.Errorf("%q is accepted", text)
			}
		}
	})
}
