package hostedui

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/ui"
)

// posts are the routes that take a form. Each is tried by TestForgedForms; a new
// one belongs into both.
var posts = []string{"/login", "/login/challenge", "/login/account", "/signup", "/confirm", "/resendcode", "/forgotpassword",
	"/confirmforgotpassword", "/passkeys/add", "/account"}

func TestEveryFormIsListed(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, path := range posts {
		listed[path] = true
	}
	for path, at := range New(Deps{}).routes {
		if (at.post != nil) != listed[path] {
			t.Errorf("%s: takes a form: %v, is listed: %v", path, at.post != nil, listed[path])
		}
	}
}

// What a page is protected by does not depend on the page: a forged form is
// refused before any handler or store is asked.
func TestForgeriesReachNoHandler(t *testing.T) {
	t.Parallel()
	token := strings.Repeat("ab", 16)
	for name, forge := range map[string]func(*http.Request){
		"no cookie":         func(r *http.Request) { r.Header.Del("Cookie") },
		"another cookie":    func(r *http.Request) { r.Header.Set("Cookie", ui.TokenCookie+"="+strings.Repeat("cd", 16)) },
		"short cookie":      func(r *http.Request) { r.Header.Set("Cookie", ui.TokenCookie+"="+token[:8]) },
		"another site":      func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"a neighbour":       func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		"foreign origin":    func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"origin of nowhere": func(r *http.Request) { r.Header.Set("Origin", "null") },
		"token in the query": func(r *http.Request) {
			r.PostForm, r.URL.RawQuery = url.Values{}, "csrf="+token
		},
	} {
		for _, field := range []string{"csrf", "_csrf"} {
			r := httptest.NewRequest(http.MethodPost, "https://acme.example/login", nil)
			r.PostForm = url.Values{field: {token}}
			r.Header.Set("Cookie", ui.TokenCookie+"="+token)
			if ui.Forged(r) {
				t.Fatalf("a form of ours with %s is refused", field)
			}
			forge(r)
			if !ui.Forged(r) {
				t.Errorf("%s: %s is taken", name, field)
			}
		}
	}
}
