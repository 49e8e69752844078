package grant_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/grant"
)

const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

// Until the redirect URI is known to be the client's, errors stay on a page.
func TestErrorPages(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	repeated := query()
	repeated.Add("redirect_uri", callback)
	twice := query()
	twice.Add("client_id", "x")
	for _, tt := range []struct {
		name string
		q    url.Values
		want grant.Refusal
	}{
		{"no client", query("client_id", "-"), grant.Refusal{Code: "invalid_request", Description: "Required String parameter 'client_id' is not present"}},
		{"unknown client", query("client_id", "x"), grant.Refusal{Code: "invalid_request"}},
		{"no redirect", query("redirect_uri", "-"), grant.Refusal{Code: "invalid_request", Description: "Required String parameter 'redirect_uri' is not present"}},
		{"two redirects", repeated, grant.Refusal{Code: "invalid_request", Description: "A parameter is given more than once."}},
		{"two clients", twice, grant.Refusal{Code: "invalid_request", Description: "A parameter is given more than once."}},
		{"foreign redirect", query("redirect_uri", "https://evil.example/", "response_type", "x"), grant.Refusal{Code: "redirect_mismatch"}},
	} {
		_, f := w.admit(tt.q)
		if f == nil {
			t.Errorf("%s: admitted", tt.name)
		} else if diff := cmp.Diff(tt.want, *f); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
	}
	off := start(t, func(_ *userpool.Pool, c *userpool.Client) { c.OAuthEnabled = false })
	if _, f := off.admit(query()); f == nil || f.Redirect != "" || f.Description != "Client is not enabled for OAuth2.0 flows." {
		t.Errorf("client without OAuth: %+v", f)
	}
}

// Every known way to make one URI pass for another.
func TestRedirectTricks(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for _, uri := range []string{
		callback + "/", callback + "?", callback + "#", callback + "#x", callback + "?a=b", callback + "/../x", callback + "%2f",
		callback + " ", " " + callback, callback + "\r\nSet-Cookie: a=b", callback + "\x00", callback + "%00", callback + "\\",
		"https://app.example:443/cb", "https://APP.example/cb", "HTTPS://app.example/cb", "http://app.example/cb",
		"https://app.example./cb", "https://app.example/CB", "https://app.example//cb", "https://app.example/./cb", "https://app.example/%63b",
		"https://app.example@evil.example/cb", "https://app.example:x@evil.example/cb", "https://evil.example/https://app.example/cb",
		"https://evil.example#https://app.example/cb", "https://evil.example?https://app.example/cb", "https://evil.example\\@app.example/cb",
		"https://app.example.evil.example/cb", "https://xapp.example/cb", "https://app.example/cb.evil.example", "//app.example/cb", "/cb", "cb",
		"https:/app.example/cb", "https:app.example/cb", "https://app\u3002example/cb", "https://аpp.example/cb", "https://app.example\t/cb",
		"javascript:alert(1)", "data:text/html,x", "myapp://cb/", "myapp:cb", "MYAPP://cb", "myapp://evil", "http://localhost:8081/",
		"http://localhost:8080", "http://127.0.0.1:8080/", "http://localhost:8080/\u0000", "https://app.example/cb?x=1&y=2", "https://app.example/cb?x=2",
		"https://app.example/cb?X=1", "https://app.example/cb;x=1", "*", "https://app.example/*",
	} {
		if a, f := w.admit(query("redirect_uri", uri)); a != nil || f.Redirect != "" {
			t.Errorf("%q: admitted %v, redirect %q", uri, a != nil, f.Redirect)
		}
	}
	for _, uri := range w.Client.CallbackURLs {
		if a, f := w.admit(query("redirect_uri", uri)); f != nil || a.RedirectURI != uri {
			t.Errorf("%s: %v", uri, f)
		}
	}
}

func TestErrorRedirects(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	repeated := query()
	repeated.Add("scope", "a")
	repeated.Add("scope", "b")
	for _, tt := range []struct {
		name string
		q    url.Values
		want string
	}{
		{"no response_type", query("response_type", "-"), "invalid_request"},
		{"unknown response_type", query("response_type", "code id_token"), "invalid_request"},
		{"repeated", repeated, "invalid_request"},
		{"unknown scope", query("scope", "openid nope"), "invalid_scope"},
		{"scope of others", query("scope", "phone"), "invalid_scope"},
		{"challenge alone", query("code_challenge", challenge), "invalid_request"},
		{"method alone", query("code_challenge_method", "S256"), "invalid_request"},
		{"plain", query("code_challenge", challenge, "code_challenge_method", "plain"), "invalid_request"},
		{"short challenge", query("code_challenge", "abc", "code_challenge_method", "S256"), "invalid_request"},
		{"none and login", query("prompt", "none login"), "invalid_request"},
		{"relative resource", query("resource", "/api"), "invalid_request"},
		{"resource with fragment", query("resource", "https://api.example#x"), "invalid_request"},
		{"resource in the clear", query("resource", "http://api.example"), "invalid_request"},
		{"max_age", query("max_age", "-1"), "invalid_request"},
		{"max_age word", query("max_age", "x"), "invalid_request"},
		{"foreign provider", query("identity_provider", "Google"), "invalid_request"},
		{"unknown identifier", query("idp_identifier", "x"), "invalid_request"},
		{"long nonce", query("nonce", strings.Repeat("n", 2000)), "invalid_request"},
	} {
		_, f := w.admit(tt.q)
		if f == nil || f.Redirect == "" {
			t.Errorf("%s: %+v", tt.name, f)
			continue
		}
		u, err := url.Parse(f.Redirect)
		w.Check(err)
		if !strings.HasPrefix(f.Redirect, callback+"?") || u.Query().Get("error") != tt.want || u.Query().Get("state") != "s1" {
			t.Errorf("%s: %s, want %s", tt.name, f.Redirect, tt.want)
		}
	}
	_, f := w.admit(query("response_type", "token", "scope", "nope", "redirect_uri", "https://app.example/cb?x=1"))
	if f == nil || f.Redirect != "https://app.example/cb?x=1#state=s1&error=invalid_scope" {
		t.Errorf("implicit: %+v", f)
	}
	codeOnly := start(t, func(_ *userpool.Pool, c *userpool.Client) { c.OAuthFlows = []string{"code"} })
	if _, f := codeOnly.admit(query("response_type", "token")); f == nil || f.Code != "unauthorized_client" {
		t.Errorf("flow that the client lacks: %+v", f)
	}
}

// Nothing that a request carries breaks out of the Location header.
func TestHeaderInjection(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	evil := "x\r\nSet-Cookie: a=b\r\n\r\n<script>&error=x#y?z"
	_, f := w.admit(query("state", evil, "scope", "nope"))
	a, none := w.admit(query("state", evil))
	if f == nil || none != nil {
		t.Fatal(f, none)
	}
	location, err := w.grants.Complete(context.Background(), a, grant.Of(w.session(), w.user))
	w.Check(err)
	for _, l := range []string{f.Redirect, location} {
		u, err := url.Parse(l)
		if err != nil || strings.ContainsAny(l, "\r\n<> \"") || u.Query().Get("state") != evil || u.Fragment != "" {
			t.Errorf("%q: %v", l, err)
		}
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for asked, want := range map[string][]string{
		"":                         {"openid", "email", "api/read"}, // api/gone is no more
		"openid":                   {"openid"},
		"openid openid  email":     {"openid", "email"},
		"api/gone":                 {},
		"api/gone email":           {"email"},
		"email api/read api/gone ": {"email", "api/read"},
	} {
		a, f := w.admit(query("scope", asked))
		if f != nil {
			t.Errorf("%q: %v", asked, f)
		} else if diff := cmp.Diff(want, a.Scopes); diff != "" {
			t.Errorf("%q (-want +got)\n%s", asked, diff)
		}
	}
}

func TestDefaultRedirect(t *testing.T) {
	t.Parallel()
	w := start(t, func(_ *userpool.Pool, c *userpool.Client) { c.DefaultRedirectURI = callback })
	if a, f := w.admit(query("redirect_uri", "-")); f != nil || a.RedirectURI != callback {
		t.Errorf("%v", f)
	}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	type session = userpool.SSOSession
	old := func(s *session) { s.FreshAuth = s.FreshAuth.Add(-30 * time.Minute) }
	strong := func(s *session) { s.ACR = "urn:cognito:loa:4" }
	for _, tt := range []struct {
		name    string
		q       []string
		session func(*session)
		client  func(*userpool.Pool, *userpool.Client)
		want    grant.Step
		refused string
	}{
		{name: "session", session: func(*session) {}, want: grant.Step{Kind: grant.Silent}},
		{name: "no session", want: grant.Step{Kind: grant.AskSignIn}},
		{name: "none", q: []string{"prompt", "none"}, session: func(*session) {}, want: grant.Step{Kind: grant.Silent}},
		{name: "none without session", q: []string{"prompt", "none"}, refused: "login_required"},
		{name: "login", q: []string{"prompt", "login"}, session: func(*session) {}, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "login and more", q: []string{"prompt", "consent login"}, session: func(*session) {}, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "consent", q: []string{"prompt", "consent"}, session: func(*session) {}, want: grant.Step{Kind: grant.Silent}},
		{name: "revoked", session: func(s *session) { s.Revoked = true }, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "expired", session: func(s *session) { s.Expires = s.Created }, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "of another pool", session: func(s *session) { s.Pool = "us-east-1_Other" }, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "old enough", q: []string{"max_age", "1800"}, session: old, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "young enough", q: []string{"max_age", "3600"}, session: old, want: grant.Step{Kind: grant.Silent}},
		{name: "max_age 0", q: []string{"max_age", "0"}, session: func(*session) {}, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "too old for none", q: []string{"max_age", "60", "prompt", "none"}, session: old, refused: "login_required"},
		{name: "weak", q: []string{"acr_values", "urn:cognito:loa:4"}, session: func(*session) {}, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "weak for none", q: []string{"acr_values", "urn:cognito:loa:4", "prompt", "none"}, session: func(*session) {}, refused: "login_required"},
		{name: "strong", q: []string{"acr_values", "urn:cognito:loa:3"}, session: strong, want: grant.Step{Kind: grant.Silent}},
		{name: "one of two", q: []string{"acr_values", "urn:cognito:loa:4 urn:cognito:loa:1"}, session: func(*session) {}, want: grant.Step{Kind: grant.Silent}},
		{name: "unknown acr", q: []string{"acr_values", "gold"}, session: func(*session) {}, want: grant.Step{Kind: grant.Silent}},
		{name: "weak in LITE", q: []string{"acr_values", "urn:cognito:loa:4"}, session: func(*session) {}, client: func(p *userpool.Pool, _ *userpool.Client) { p.Tier = userpool.TierLite }, want: grant.Step{Kind: grant.Silent}},
		{name: "tracking, client never reuses", session: func(*session) {}, client: func(p *userpool.Pool, c *userpool.Client) { p.Sessions.Enabled, c.SSOMaxMinutes = true, new(0) }, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "tracking, short validity", session: old, client: func(p *userpool.Pool, c *userpool.Client) { p.Sessions.Enabled, c.SSOMaxMinutes = true, new(10) }, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "short validity without tracking", session: old, client: func(_ *userpool.Pool, c *userpool.Client) { c.SSOMaxMinutes = new(10) }, want: grant.Step{Kind: grant.Silent}},
		{name: "provider", q: []string{"identity_provider", "Okta"}, client: providers("COGNITO", "Okta"), want: grant.Step{Kind: grant.Federate, Provider: "Okta"}},
		{name: "local session, other provider", q: []string{"identity_provider", "Okta"}, session: func(*session) {}, client: providers("COGNITO", "Okta"), want: grant.Step{Kind: grant.Federate, Provider: "Okta"}},
		{name: "session of the provider", q: []string{"identity_provider", "Okta"}, session: func(s *session) { s.Provider = "Okta" }, client: providers("COGNITO", "Okta"), want: grant.Step{Kind: grant.Silent}},
		{name: "federated session, local asked", q: []string{"identity_provider", "COGNITO"}, session: func(s *session) { s.Provider = "Okta" }, client: providers("COGNITO", "Okta"), want: grant.Step{Kind: grant.AskSignIn}},
		{name: "session of a provider that the client lacks", session: func(s *session) { s.Provider = "Okta" }, want: grant.Step{Kind: grant.AskSignIn}},
		{name: "the only provider", client: providers("Okta"), want: grant.Step{Kind: grant.Federate, Provider: "Okta"}},
		{name: "the only provider, none", q: []string{"prompt", "none"}, client: providers("Okta"), refused: "login_required"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := start(t, tt.client)
			a, f := w.admit(query(tt.q...))
			if f != nil {
				t.Fatal(f)
			}
			var s *userpool.SSOSession
			if tt.session != nil {
				s = w.session()
				tt.session(s)
			}
			got, err := w.grants.Decide(a, s)
			refused := ""
			if errors.As(err, &f) {
				refused = f.Code
			} else {
				w.Check(err)
			}
			if refused != tt.refused || got != tt.want {
				t.Errorf("got %+v %q, want %+v %q", got, refused, tt.want, tt.refused)
			}
		})
	}
}

func providers(names ...string) func(*userpool.Pool, *userpool.Client) {
	return func(_ *userpool.Pool, c *userpool.Client) { c.Providers = names }
}

// The classic look knows neither prompt nor resource.
func TestClassicUI(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.domain.ManagedLogin = userpool.ClassicUI
	a, f := w.admit(query("prompt", "none login", "resource", "nonsense"))
	if f != nil || a.Resource != "" || len(a.Prompts) != 0 {
		t.Errorf("%+v %v", a, f)
	}
}

func TestCompleteWantsTheLevel(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	a, _ := w.admit(query("acr_values", "urn:cognito:loa:4 urn:cognito:loa:3 gold"))
	if got := a.Targets(); !slices.Equal(got, []string{"urn:cognito:loa:4", "urn:cognito:loa:3"}) {
		t.Errorf("targets %v", got)
	}
	for acr, ok := range map[string]bool{"": false, "urn:cognito:loa:1": false, "urn:cognito:loa:3": true, "urn:cognito:loa:4": true} {
		in := grant.Of(w.session(), w.user)
		in.ACR = acr
		_, err := w.grants.Complete(context.Background(), a, in)
		var f *grant.Refusal
		if errors.As(err, &f) == ok || !ok && !strings.Contains(f.Redirect, "error=unmet_authentication_requirements") {
			t.Errorf("%q: %v", acr, err)
		}
	}
}

func TestLogout(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	client := string(pooltest.ClientID)
	logout := func(pairs ...string) (*grant.Logout, *grant.Refusal) {
		t.Helper()
		q := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			q.Add(pairs[i], pairs[i+1])
		}
		l, err := w.grants.Logout(context.Background(), &w.domain, q)
		var f *grant.Refusal
		if err != nil && !errors.As(err, &f) {
			t.Fatal(err)
		}
		return l, f
	}
	for _, uri := range w.Client.LogoutURLs {
		if l, f := logout("client_id", client, "logout_uri", uri, "state", "x", "redirect_uri", "https://evil.example"); f != nil || l.Redirect != uri {
			t.Errorf("%s: %+v %v", uri, l, f)
		}
	}
	l, f := logout("client_id", client, "redirect_uri", callback, "response_type", "code", "scope", "openid")
	if f != nil || l.Redirect != "" || l.SignIn.RedirectURI != callback {
		t.Errorf("sign in again: %+v %v", l, f)
	}
	for name, pairs := range map[string][]string{
		"nothing":               {},
		"no URI":                {"client_id", client},
		"no client":             {"logout_uri", "https://app.example/bye"},
		"unknown client":        {"client_id", "x", "logout_uri", "https://app.example/bye"},
		"foreign URI":           {"client_id", client, "logout_uri", "https://evil.example"},
		"callback as logout":    {"client_id", client, "logout_uri", callback},
		"slash":                 {"client_id", client, "logout_uri", "https://app.example/bye/"},
		"user info trick":       {"client_id", client, "logout_uri", "https://app.example/bye@evil.example"},
		"two URIs":              {"client_id", client, "logout_uri", "https://app.example/bye", "logout_uri", "https://evil.example"},
		"logout as callback":    {"client_id", client, "redirect_uri", "https://app.example/bye", "response_type", "code"},
		"OpenID's own spelling": {"client_id", client, "post_logout_redirect_uri", "https://app.example/bye"},
	} {
		if l, f := logout(pairs...); f == nil || f.Redirect != "" {
			t.Errorf("%s: %+v %+v", name, l, f)
		}
	}
}
