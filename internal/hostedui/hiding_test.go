package hostedui_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// drawn is what differs between two times that the same page is shown.
var drawn = regexp.MustCompile(`(name="state" value|nonce)="[^"]*"`)

// seen is an answer as an attacker compares it: its status, where it leads, and
// the page without what is drawn anew and without the name that was typed.
func (w *world) seen(name string) string {
	masked := name[:1] + "***@e***"
	page := drawn.ReplaceAllString(w.at.body, "")
	return http.StatusText(w.at.status) + w.at.location + strings.NewReplacer(name, "NAME", url.QueryEscape(name), "NAME", masked, "MASKED").Replace(page)
}

// Where the client hides who exists, no page tells: not by its words, its
// status, or where it leads. Sign-up tells, in Cognito too.
func TestPagesHideWhoExists(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"UsernameAttributes": []string{"email"}}, nil, nil)
	w.addUser("anna@example.com", true, "email", "anna@example.com", "email_verified", "true")
	pages := map[string]func(name string){
		"sign-in": func(name string) {
			w.get(w.address("/login"))
			w.send(map[string]string{"username": name, "password": "wrong"})
		},
		"forgotten": func(name string) {
			w.get(w.address("/forgotPassword"))
			w.send(map[string]string{"username": name})
		},
		"wrong code of a reset": func(name string) {
			w.get(w.address("/forgotPassword"))
			w.send(map[string]string{"username": name})
			w.send(map[string]string{"code": "000000", "new_password": "Another-horse-8", "confirm_password": "Another-horse-8"})
		},
		"weak password at a reset": func(name string) {
			w.get(w.address("/forgotPassword"))
			w.send(map[string]string{"username": name})
			w.send(map[string]string{"code": "000000", "new_password": "short", "confirm_password": "short"})
		},
	}
	for page, walk := range pages {
		w.fresh()
		w.get(w.address("/login")) // one CSRF token for both
		walk("anna@example.com")
		known := w.seen("anna@example.com")
		walk("arno@example.com")
		if unknown := w.seen("arno@example.com"); known != unknown {
			t.Errorf("%s tells them apart:\n%s\n%s", page, known, unknown)
		}
	}
}

// A browser that comes with cookies which somebody else has put there signs in
// with others, and those are worth nothing.
func TestPlantedCookies(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.addUser("ann", true, "email", "ann@example.com", "email_verified", "true")
	w.addUser("eve", true, "email", "eve@example.com", "email_verified", "true")
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "eve", "password": password})
	w.code()
	evil := w.session()
	u, err := url.Parse(w.base + "/")
	w.check(err)
	for name, planted := range map[string]string{"of eve": evil, "made up": strings.Repeat("A", 43), "no cookie of ours": "x"} {
		jar, err := cookiejar.New(nil)
		w.check(err)
		jar.SetCookies(u, []*http.Cookie{{Name: "cognito", Value: planted, Path: "/domain/acme/"}})
		w.browser.Jar = jar
		w.get(w.address("/login"))
		w.send(map[string]string{"username": "ann", "password": password})
		w.code()
		fresh := w.session()
		if fresh == planted || fresh == "" {
			t.Errorf("%s: the cookie stays %q", name, fresh)
		}
		victim := w.browser
		w.fresh()
		w.browser.Jar.SetCookies(u, []*http.Cookie{{Name: "cognito", Value: planted, Path: "/domain/acme/"}})
		w.get(w.address("/account"))
		if strings.Contains(w.at.body, "ann@example.com") {
			t.Errorf("%s: whoever planted the cookie is signed in as ann", name)
		}
		w.browser = victim
	}
}

// Every page, whatever it answers, is neither framed nor kept nor sniffed at,
// and no header of it can be written by a link.
func TestEveryPageIsProtected(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.addUser("ann", true, "email", "ann@example.com", "email_verified", "true")
	evil := "x\r\nSet-Cookie: evil=1\r\nLocation: https://evil.example\r\n\r\n<script>"
	paths := []string{"/oauth2/authorize", "/login", "/login/challenge", "/login/account", "/signup", "/confirm", "/resendcode", "/confirmUser",
		"/forgotPassword", "/confirmForgotPassword", "/passkeys/add", "/logout", "/error", "/account", "/nowhere"}
	for _, signedIn := range []bool{false, true} {
		if w.fresh(); signedIn {
			w.get(w.address("/login"))
			w.send(map[string]string{"username": "ann", "password": password})
			w.code()
		}
		for _, path := range paths {
			for _, key := range []string{"state", "lang", "ui_locales", "login_hint", "nonce", "scope", "error", "to", "client_id", "redirect_uri", "logout_uri",
				"identity_provider", "user_name", "confirmation_code"} {
				r, err := http.NewRequest(http.MethodGet, w.address(path, key, evil), nil)
				w.check(err)
				w.do(r)
				h := w.at.header
				if !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("X-Frame-Options") != "DENY" ||
					h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Cache-Control"), "no-store") || w.at.status >= 500 {
					t.Errorf("%s with %s: %d %v", path, key, w.at.status, h)
				}
				if strings.Contains(w.at.location, "evil.example") && !strings.HasPrefix(w.at.location, callback+"?") && !strings.HasPrefix(w.at.location, "/domain/acme/") ||
					strings.ContainsAny(w.at.location, "\r\n<") || strings.Contains(strings.Join(h.Values("Set-Cookie"), "\n"), "evil") || strings.Contains(w.at.body, "<script>\"") {
					t.Errorf("%s with %s: %q %v", path, key, w.at.location, h.Values("Set-Cookie"))
				}
			}
		}
	}
}
