package grant_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/userpool/grant"
)

// Whatever comes, a browser goes to a registered URI or nowhere.
func FuzzAdmit(f *testing.F) {
	w := start(f, nil)
	f.Add(query().Encode())
	f.Add(query("response_type", "token", "prompt", "none", "max_age", "0", "acr_values", "urn:cognito:loa:4").Encode())
	f.Add(query("redirect_uri", "https://app.example/cb\r\nx", "resource", "https://a").Encode())
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		a, err := w.grants.Admit(context.Background(), &w.domain, grant.Parse(q))
		var refusal *grant.Refusal
		switch {
		case err == nil:
			if !slices.Contains(w.Client.CallbackURLs, a.RedirectURI) {
				t.Errorf("admitted %q", a.RedirectURI)
			}
		case !errors.As(err, &refusal):
			t.Errorf("%q: %v", raw, err)
		case refusal.Redirect != "":
			known := slices.ContainsFunc(w.Client.CallbackURLs, func(u string) bool { return strings.HasPrefix(refusal.Redirect, u) })
			if !known || strings.ContainsAny(refusal.Redirect, "\r\n ") {
				t.Errorf("%q is refused to %q", raw, refusal.Redirect)
			}
		}
	})
}
