package oidc

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// succeeds is a module that adds parameters to the request and expects it to end well.
func succeeds(more ...string) func(*run) {
	return func(r *run) { r.flow(r.request(more...)) }
}

// serverTest is the whole flow with everything that both sides can check.
func serverTest(r *run) {
	o := r.flow(r.request())
	if r.responseType == "code" {
		code := o.answer.Get("code")
		r.must(len(code) >= 16 && entropy(code) >= minEntropy, "the code can be guessed: %q", code)
	}
	r.must(r.responseType == "code" || o.claims["at_hash"] != nil, "there is no at_hash beside an access token")
	r.checkFew(o.claims)
}

// checkFew expects an ID token to say no more than that somebody has signed in.
func (r *run) checkFew(claims map[string]any) {
	r.t.Helper()
	own, attributes := false, false
	for name := range claims {
		_, known := standard[name]
		r.must(known || ownClaim(name) || slices.Contains(protocolClaims, name), "the ID token has %s", name)
		own, attributes = own || ownClaim(name), attributes || known
	}
	r.deviates(!own, ownClaims)
	r.deviates(!attributes, allAttributes)
}

func clientSecretPost(r *run) {
	r.client.post = true
	r.flow(r.request())
}

// idTokenSignature: RS256 and a key id are what checkIDToken accepts.
func idTokenSignature(r *run) { r.flow(r.request()) }

func idTokenUnsigned(r *run) {
	offered := slices.Contains(r.list("id_token_signing_alg_values_supported"), "none")
	r.must(!offered, "unsigned ID tokens are offered and not tested")
	r.deviates(false, noUnsigned)
}

// again is a second request in the same browser that must not ask for the password anew.
func again(first []string, second func(o outcome) []string) func(*run) {
	return func(r *run) {
		one := r.flow(r.request(first...))
		two := r.flow(r.request(second(one)...))
		r.must(one.asked && !two.asked, "signed in: %v, again: %v", one.asked, two.asked)
		r.must(one.claims["sub"] == two.claims["sub"] && one.claims["auth_time"] != nil && one.claims["auth_time"] == two.claims["auth_time"],
			"two different sign-ins: %v, %v", one.claims, two.claims)
	}
}

func adding(more ...string) func(outcome) []string { return func(outcome) []string { return more } }

// idTokenHint names the user by the ID token that came first.
func idTokenHint(r *run) {
	again(nil, func(o outcome) []string {
		raw := o.answer.Get("id_token")
		if r.responseType == "code" {
			raw = o.tokens.text("id_token")
		}
		return []string{"prompt", "none", "id_token_hint", raw}
	})(r)
}

// anew is a second request in the same browser that must ask for the password, later.
func anew(later time.Duration, more ...string) func(*run) {
	return func(r *run) {
		one := r.flow(r.request())
		r.server.Clock.Advance(later)
		two := r.flow(r.request(more...))
		was, is := timeOf(one.claims, "auth_time"), timeOf(two.claims, "auth_time")
		r.must(two.asked, "the login page did not come")
		r.must(is.After(was) && r.server.Clock.Now().Sub(is) < skew, "auth_time %v after %v", is, was)
		r.must(one.claims["sub"] == two.claims["sub"], "another user: %v, %v", one.claims["sub"], two.claims["sub"])
	}
}

// promptNoneNotLoggedIn: OpenID Connect Core 3.1.2.6, with a state as long as the plan has it.
func promptNoneNotLoggedIn(r *run) {
	q := r.request("prompt", "none", "state", strings.Repeat("s7-._~AZ", 16))
	p, asked := r.authorize(q)
	r.must(!asked, "the login page came")
	r.checkError(q, r.answer(q, p), "login_required", "interaction_required", "account_selection_required", "consent_required")
}

// loginHint is in the field of the login page before the user types.
func loginHint(r *run) {
	q := r.request("login_hint", username)
	p := r.browser.open(r.t, r.endpoint("authorization_endpoint")+"?"+q.Encode())
	if p.away == "" {
		r.must(attribute(p.input("username"), "value") == username, "the hint is not in the field")
	}
	r.flow(q)
}

// uiLocales: a language that the pages do not have does no harm.
func uiLocales(r *run) {
	r.flow(r.request("ui_locales", "se"))
	p := r.browser.open(r.t, r.endpoint("authorization_endpoint")+"?"+r.request("ui_locales", "se de", "prompt", "login").Encode())
	r.must(!r.known() || p.asks() && p.header.Get("Content-Language") == "de", "the page is in %q", p.header.Get("Content-Language"))
}

// codeReuse: RFC 6749 4.1.2.
func codeReuse(r *run) {
	o := r.flow(r.request())
	r.checkTokenError(r.token(r.t, r.client, o.form), "invalid_grant")
}

// codeReuseLater also expects that the tokens of the first use have died.
func codeReuseLater(r *run) {
	o := r.flow(r.request())
	r.server.Clock.Advance(30 * time.Second)
	r.checkTokenError(r.token(r.t, r.client, o.form), "invalid_grant")
	status := r.info(o.access).status
	r.must(status/100 == 4, "userInfo still takes the access token: %d", status)
}

// refreshToken: OpenID Connect Core 12, RFC 6749 6.
func refreshToken(r *run) {
	r.refreshed(r.flow(r.request()), url.Values{"scope": {"openid"}})
	first := r.client
	r.client = r.second
	theirs := r.flow(r.request("nonce", strings.Repeat("n", 43)))
	r.refreshed(theirs, nil)
	r.checkTokenError(r.token(r.t, first, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {theirs.refresh}}), "invalid_grant")
}

// refreshed uses a refresh token and compares the ID tokens (OpenID Connect Core 12.2).
func (r *run) refreshed(o outcome, form url.Values) {
	r.t.Helper()
	r.must(o.refresh != "", "there is no refresh token")
	r.deviates(slices.Contains(r.list("grant_types_supported"), "refresh_token"), noGrantTypes)
	r.server.Clock.Advance(time.Second)
	q := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {o.refresh}}
	for name, values := range form {
		q[name] = values
	}
	a := r.redeem(r.client, q)
	r.must(a.text("access_token") != o.access, "the access token is the old one")
	claims := r.checkIDToken(a.text("id_token"), a.text("access_token"), "")
	for _, name := range []string{"iss", "sub", "aud", "auth_time", "azp"} {
		r.must(claims[name] == o.claims[name], "%s was %v and is %v", name, o.claims[name], claims[name])
	}
	r.must(claims["iat"] != o.claims["iat"], "iat is the old one: %v", claims["iat"])
	r.must(r.info(a.text("access_token")).status == http.StatusOK, "userInfo refuses the new access token")
}
