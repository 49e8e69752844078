package hostedui_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func asText(v any) string { b, _ := json.Marshal(v); return string(b) }

func isState(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == "state" }

// Every form is refused without the token, with another one, and from another
// site; nothing changes.
func TestForgedForms(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.addUser("ann", true, "email", "ann@example.com", "email_verified", "true")
	w.get(w.address("/login"))
	u, err := url.Parse(w.base + "/")
	w.check(err)
	token := ""
	for _, c := range w.browser.Jar.Cookies(u) {
		if c.Name == "XSRF-TOKEN" {
			token = c.Value
		}
	}
	for _, path := range []string{"/login", "/login/challenge", "/login/account", "/signup", "/confirm", "/resendcode", "/forgotPassword",
		"/confirmForgotPassword", "/passkeys/add", "/account"} {
		for name, form := range map[string]url.Values{
			"no token": {}, "another token": {"csrf": {strings.Repeat("0", 32)}}, "another site": {"csrf": {token}},
		} {
			form.Set("username", "ann")
			form.Set("password", password)
			r, err := http.NewRequest(http.MethodPost, w.address(path), strings.NewReader(form.Encode()))
			w.check(err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if name == "another site" {
				r.Header.Set("Sec-Fetch-Site", "cross-site")
				r.Header.Set("Origin", "https://evil.example")
			}
			if a := w.do(r); a.status != http.StatusForbidden {
				t.Errorf("%s with %s: %d", path, name, a.status)
			}
		}
	}
	if len(w.server.Outbox.Messages("")) != 0 {
		t.Error("a forged form sent a message")
	}
}

// Nobody is sent to an address that is not the client's.
func TestOpenRedirects(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.addUser("ann", true, "email", "ann@example.com", "email_verified", "true")
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "ann", "password": password})
	for _, path := range []string{"/oauth2/authorize", "/login", "/signup", "/forgotPassword", "/passkeys/add", "/account", "/logout"} {
		for _, evil := range []string{"https://evil.example", "https://app.example/cb/", "https://app.example/cb?x", "//evil.example", "https://app.example@evil.example/cb", "javascript:alert(1)", ""} {
			r, err := http.NewRequest(http.MethodGet, w.address(path, "redirect_uri", evil), nil)
			w.check(err)
			if a := w.do(r); a.status != http.StatusBadRequest || a.location != "" {
				t.Errorf("%s to %q: %d %q", path, evil, a.status, a.location)
			}
		}
	}
	w.get(w.base + "/logout?client_id=" + w.client + "&logout_uri=https%3A%2F%2Fevil.example")
	if w.at.location != "" {
		t.Errorf("logout leads to %q", w.at.location)
	}
	w.get(w.address("/oauth2/authorize"))
	w.heading("Sign in") // the session is over in any case
}

// Pages escape what a link brings, and have the headers that protect them.
func TestHostilePages(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.get(w.address("/login", "login_hint", `"><script>alert(1)</script>`, "lang", "\r\nSet-Cookie: x=y", "state", "\r\nX: y"))
	if strings.Contains(w.at.body, "<script>alert") {
		t.Error("login_hint is not escaped")
	}
	for name, part := range map[string]string{"Content-Security-Policy": "frame-ancestors 'none'", "X-Frame-Options": "DENY",
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
		if !strings.Contains(w.at.header.Get(name), part) {
			t.Errorf("%s: %q", name, w.at.header.Get(name))
		}
	}
	if csp := w.at.header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
	for _, c := range w.at.header.Values("Set-Cookie") {
		if !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") || !strings.Contains(c, "Path=/domain/acme/") {
			t.Errorf("cookie %q", c)
		}
	}
	w.get(w.base + "/error?error=%3Cb%3E&error_description=Call+555-1234")
	if strings.Contains(w.at.body, "555-1234") || strings.Contains(w.at.body, "<b>") {
		t.Error("the error page repeats the words of a link")
	}
	w.get(w.base + "/nowhere")
	if w.at.status != http.StatusNotFound {
		t.Errorf("an unknown page: %d", w.at.status)
	}
	r, err := http.NewRequest(http.MethodDelete, w.address("/login"), nil)
	w.check(err)
	if a := w.do(r); a.status != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", a.status)
	}
}

// A scripted sign-in as tools for the classic pages do it.
func TestClassicContract(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, map[string]any{"ManagedLoginVersion": 1})
	w.addUser("ann", true, "email", "ann@example.com", "email_verified", "true")
	w.call("SetUICustomization", map[string]any{"UserPoolId": w.pool, "ClientId": "ALL", "CSS": ".submitButton-customizable{background-color:#123456}"})
	w.get(w.address("/login"))
	for _, part := range []string{`name="cognitoSignInForm"`, `name="_csrf"`, `name="cognitoAsfData"`, `name="signInSubmitButton"`,
		"banner-customizable", "inputField-customizable", "label-customizable", "submitButton-customizable", "textDescription-customizable",
		"background-customizable", "redirect-customizable", "background-color:#123456"} {
		if !strings.Contains(w.at.body, part) {
			t.Errorf("the page has no %s", part)
		}
	}
	w.send(map[string]string{"username": "ann", "password": "wrong"})
	if w.at.text("errorMessage-customizable") != "Incorrect username or password." {
		t.Errorf("the page says %q", w.at.text("main"))
	}
	w.send(map[string]string{"username": "ann", "password": password})
	w.code()
}

// An answer at a challenge cannot be turned into one of another client, and a
// Session that was answered is worth nothing.
func TestReplayedState(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.call("SetUserPoolMfaConfig", map[string]any{"UserPoolId": w.pool, "MfaConfiguration": "ON", "EmailMfaConfiguration": map[string]any{}})
	w.addUser("ann", true, "email", "ann@example.com", "email_verified", "true")
	other := w.call("CreateUserPoolClient", map[string]any{"UserPoolId": w.pool, "ClientName": "other", "AllowedOAuthFlowsUserPoolClient": true,
		"AllowedOAuthFlows": []string{"code"}, "AllowedOAuthScopes": []string{"openid"}, "CallbackURLs": []string{callback}})["UserPoolClient"].(map[string]any)["ClientId"].(string)
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "ann", "password": password})
	state := attr(find(w.at.doc, isState), "value")
	code := w.server.Outbox.LastCode("ann@example.com")
	form := url.Values{"csrf": {attr(find(w.at.doc, func(n *html.Node) bool { return attr(n, "name") == "csrf" }), "value")}, "state": {state}, "code": {code}}
	post := func(address string) answer {
		r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
		w.check(err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return w.do(r)
	}
	if a := post(w.address("/login/challenge", "client_id", other)); a.location != "" {
		t.Errorf("another client got %q", a.location)
	}
	if a := post(w.address("/login/challenge")); !strings.HasPrefix(a.location, callback) {
		t.Fatalf("the right answer gives %d %s", a.status, a.text("main"))
	}
	if a := post(w.address("/login/challenge")); a.location != "" {
		t.Errorf("the same answer again gives %q", a.location)
	}
}

// What a client has for its pages is served; nothing else is.
func TestImages(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, map[string]any{"ManagedLoginVersion": 1})
	png := "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	w.call("SetUICustomization", map[string]any{"UserPoolId": w.pool, "ClientId": w.client, "ImageFile": png})
	w.get(w.address("/login"))
	logo := find(w.at.doc, func(n *html.Node) bool { return strings.Contains(attr(n, "class"), "logo-customizable") })
	if logo == nil {
		t.Fatalf("no logo on the page:\n%s", w.at.body)
	}
	if a := w.get(w.server.URL + attr(logo, "src")); a.status != http.StatusOK || a.header.Get("Content-Type") != "image/png" {
		t.Errorf("the logo: %d %v", a.status, a.header)
	}
	for _, path := range []string{"/assets/", "/assets/" + w.client + "/0/image.png", "/assets/nobody/branding/x.png", "/assets/static/pages.css", "/assets/static/../en.json"} {
		if a := w.get(w.base + path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
