package oidc

import (
	"encoding/json"
	"io"
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

// responseTypeMissing may be answered at the client or on a page.
func responseTypeMissing(r *run) {
	q := r.request("response_type", "")
	p, _ := r.authorize(q)
	if p.away == "" {
		r.errorPage(p)
		return
	}
	u, err := url.Parse(p.away)
	check(r.t, err)
	r.must(strings.HasPrefix(p.away, callback+"?"), "sent to %s", p.away)
	r.checkError(q, u.Query(), "invalid_request", "unsupported_response_type")
}

// errorPage expects an answer that is for the user alone.
func (r *run) errorPage(p page) {
	r.t.Helper()
	r.must(p.away == "" && p.status == http.StatusBadRequest && !p.asks(), "no error page: %d %q", p.status, p.away)
	r.must(strings.HasPrefix(p.header.Get("Content-Type"), "text/html"), "the error page is %s", p.header.Get("Content-Type"))
}

// idTokenSignature: RS256 and a key id are what checkIDToken accepts.
func idTokenSignature(r *run) { r.flow(r.request()) }

func idTokenUnsigned(r *run) {
	offered := slices.Contains(r.list("id_token_signing_alg_values_supported"), "none")
	r.must(!offered, "unsigned ID tokens are offered and not tested")
	r.deviates(false, noUnsigned)
}

func userInfoGet(r *run) {
	o := r.flow(r.request())
	r.checkInfo(r.info(o.access), o)
}

func userInfoPostHeader(r *run) {
	o := r.flow(r.request())
	r.checkInfo(r.post(r.t, r.endpoint("userinfo_endpoint"), "Bearer "+o.access, formType, nil), o)
}

func userInfoPostBody(r *run) {
	o := r.flow(r.request())
	body := url.Values{"access_token": {o.access}}
	a := r.post(r.t, r.endpoint("userinfo_endpoint"), "", formType, strings.NewReader(body.Encode()))
	if a.status == http.StatusOK {
		r.checkInfo(a, o)
		return
	}
	r.must(a.status == http.StatusBadRequest && a.text("error") == "invalid_request", "%d %s", a.status, a.raw)
	r.deviates(false, tokenInBody)
}

// withoutNonceFails: OpenID Connect Core 3.2.2.1.
func withoutNonceFails(r *run) {
	q := r.request("nonce", "")
	p, asked := r.authorize(q)
	if p.away == "" {
		r.errorPage(p)
		return
	}
	got := r.answer(q, p)
	if got.Has("error") {
		r.checkError(q, got, "invalid_request")
		return
	}
	r.finish(q, p, asked, nil)
	r.deviates(false, noNonce)
}

// scope is a module that asks for the claims of scopes.
func scope(scopes ...string) func(*run) {
	return func(r *run) {
		q := r.request("scope", strings.Join(scopes, " "))
		if !r.supports(q, scopes) {
			return
		}
		o := r.flow(q)
		a := r.info(o.access)
		r.checkInfo(a, o)
		for _, s := range scopes {
			for _, name := range claimsOfScope[s] {
				r.must(a.json[name] != nil, "userInfo has no %s", name)
			}
		}
		if slices.Contains(scopes, "email") {
			r.must(a.json["name"] == nil && o.claims["name"] == nil, "the name came with the address")
			r.deviates(o.claims["email"] == nil, scopeClaims)
		}
	}
}

// supports reports whether the provider says that it has the scopes; a request for others is refused.
func (r *run) supports(q url.Values, scopes []string) bool {
	r.t.Helper()
	for _, s := range scopes {
		if slices.Contains(r.list("scopes_supported"), s) {
			continue
		}
		r.must(s == "address", "there is no scope %s", s)
		r.deviates(false, noAddressScope)
		if p, _ := r.authorize(q); r.known() {
			r.checkError(q, r.answer(q, p), "invalid_scope")
		}
		return false
	}
	return true
}

// known reports whether Cognito has the response type.
func (r *run) known() bool { return r.responseType == "code" || r.responseType == "token" }

// alternateHappyFlow has scopes and parameters in the reverse of their order.
func alternateHappyFlow(r *run) {
	q := r.request("scope", "email openid")
	names := make([]string, 0, len(q))
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names)
	slices.Reverse(names)
	var pairs []string
	for _, name := range names {
		pairs = append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(q.Get(name)))
	}
	p, asked := r.follow(r.endpoint("authorization_endpoint") + "?" + strings.Join(pairs, "&"))
	o := r.finish(q, p, asked, nil)
	r.checkInfo(r.info(o.access), o)
	r.must(o.claims["name"] == nil, "the ID token has the name")
	r.deviates(o.claims["email"] == nil, scopeClaims)
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

func acrValues(r *run) {
	q := r.request("acr_values", "1 2")
	o := r.flow(q)
	acr, _ := o.claims["acr"].(string)
	r.must(acr != "", "there is no acr")
	r.deviates(slices.Contains(strings.Fields(q.Get("acr_values")), acr), otherACR)
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

// registeredRedirectURI: nobody else's address gets an answer.
func registeredRedirectURI(r *run) {
	p, _ := r.authorize(r.request("redirect_uri", callback+"/"+r.request().Get("state")))
	r.errorPage(p)
}

// postRequest sends the authorize request as a form.
func postRequest(r *run) {
	q := r.request()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.endpoint("authorization_endpoint"), strings.NewReader(q.Encode()))
	check(r.t, err)
	request.Header.Set("Content-Type", formType)
	p := r.browser.do(r.t, request)
	if p.status == http.StatusMethodNotAllowed {
		r.deviates(false, getOnly)
		return
	}
	asked := p.away == "" && p.asks()
	if asked {
		p = r.browser.signIn(r.t, p)
	}
	r.finish(q, p, asked, nil)
}

// essentialClaim asks for the name by the claims parameter alone (OpenID Connect Core 5.5).
func essentialClaim(r *run) {
	where := "userinfo"
	if r.responseType == "id_token" {
		where = "id_token"
	}
	claims, err := json.Marshal(map[string]any{where: map[string]any{"name": map[string]any{"essential": true}}})
	check(r.t, err)
	o := r.flow(r.request("claims", string(claims)))
	a := r.info(o.access)
	r.checkInfo(a, o)
	r.must(a.json["name"] != nil, "userInfo has no name")
	r.deviates(o.claims["name"] == nil, allAttributes)
}

// requestObject hands state and nonce over in an unsigned request object alone (OpenID Connect Core 6.1).
func requestObject(r *run) {
	q := r.request()
	r.byObject(q, "request", unsigned(objectOf(q)), "request_not_supported", requestIgnored)
}

// requestURI does it by reference.
func requestURI(r *run) {
	q := r.request()
	r.byObject(q, "request_uri", r.party.URL+"/"+q.Get("state")+"#1", "request_uri_not_supported", requestURIIgnored)
}

func objectOf(q url.Values) map[string]any {
	claims := map[string]any{}
	for name := range q {
		claims[name] = q.Get(name)
	}
	return claims
}

// byObject sends a request whose state and nonce are in an object, by value or by reference. What comes back without
// them has not read it.
func (r *run) byObject(q url.Values, name, value, refusal string, ignored deviation) {
	r.t.Helper()
	outer := url.Values{name: {value}}
	for _, n := range []string{"client_id", "response_type", "scope", "redirect_uri"} {
		outer.Set(n, q.Get(n))
	}
	p, asked := r.authorize(outer)
	got := r.answer(outer, p)
	switch {
	case got.Get("error") == refusal:
		r.checkError(q, got, refusal)
	case got.Get("state") == q.Get("state"):
		r.finish(q, p, asked, nil)
	default:
		r.must(!got.Has("error") && !got.Has("state"), "neither read nor ignored: %v", got)
		r.finish(outer, p, asked, nil)
		r.must(r.visits.Load() == 0, "the server has come to fetch something")
		r.deviates(false, ignored)
	}
}

// objectRedirectURI has the right redirect URI in the object and a wrong one beside it, which must not be used.
func objectRedirectURI(r *run) {
	q := r.request()
	object := unsigned(objectOf(q))
	q.Set("redirect_uri", r.client.redirect+"_invalid")
	q.Set("request", object)
	p, _ := r.authorize(q)
	r.errorPage(p)
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

// validPKCE has the numbers of RFC 7636 appendix B.
func validPKCE(r *run) {
	const verifier, challenge = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
	q := r.request("code_challenge", challenge, "code_challenge_method", "S256")
	p, asked := r.authorize(q)
	r.finish(q, p, asked, url.Values{"code_verifier": {verifier}})
}

func body(v any) io.Reader {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return strings.NewReader(string(b))
}
