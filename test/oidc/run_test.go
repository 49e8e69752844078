package oidc

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
)

// A run is one module with one response type.
type run struct {
	*world
	t            *testing.T
	responseType string
	client       client
	browser      *browser
	metadata     map[string]any // of the provider
	keys         jose.JSONWebKeySet
	found        []deviation
}

// halt ends a module early: what follows needs what the provider does not have.
type halt struct{}

// run runs a module and gives the deviations it has found.
func (w *world) run(t *testing.T, responseType string, module func(*run)) []deviation {
	r := &run{world: w, t: t, responseType: responseType, client: w.first, browser: w.browser(t)}
	r.configure(w.pool)
	func() {
		defer func() {
			if p := recover(); p != nil && p != (halt{}) {
				panic(p)
			}
		}()
		module(r)
	}()
	slices.Sort(r.found)
	return slices.Compact(r.found)
}

// deviates notes a deviation unless ok.
func (r *run) deviates(ok bool, d deviation) {
	if !ok {
		r.found = append(r.found, d)
	}
}

// must is an expectation from which nothing deviates.
func (r *run) must(ok bool, format string, arguments ...any) {
	r.t.Helper()
	if !ok {
		r.t.Fatalf(format, arguments...)
	}
}

// configure reads what the provider says of itself and checks its keys, as every module does first.
func (r *run) configure(pool string) {
	r.t.Helper()
	a := r.get(r.t, r.server.URL+"/"+pool+"/.well-known/openid-configuration")
	r.must(a.status == http.StatusOK && a.isJSON(), "discovery: %d %s", a.status, a.raw)
	r.metadata = a.json
	r.keys = r.fetchKeys()
}

// fetchKeys reads the key set: public RSA keys that can be used, each with an id of its own.
func (r *run) fetchKeys() (set jose.JSONWebKeySet) {
	r.t.Helper()
	a := r.get(r.t, r.endpoint("jwks_uri"))
	r.must(a.status == http.StatusOK && a.isJSON(), "keys: %d %s", a.status, a.raw)
	check(r.t, json.Unmarshal(a.raw, &set))
	r.must(len(set.Keys) > 0, "there are no keys")
	ids := map[string]bool{}
	for _, k := range set.Keys {
		r.must(k.IsPublic() && k.Valid() && k.KeyID != "" && !ids[k.KeyID], "key %q is secret, broken or there twice", k.KeyID)
		ids[k.KeyID] = true
	}
	return set
}

// endpoint is a URL of the metadata.
func (r *run) endpoint(name string) string {
	r.t.Helper()
	s, _ := r.metadata[name].(string)
	r.must(s != "", "discovery has no %s", name)
	return s
}

// list is a member of the metadata, nil if it is not there.
func (r *run) list(name string) []string {
	r.t.Helper()
	member, ok := r.metadata[name]
	if !ok {
		return nil
	}
	values, ok := member.([]any)
	r.must(ok && len(values) > 0, "%s is no list with values: %v", name, member)
	var out []string
	for _, v := range values {
		s, ok := v.(string)
		r.must(ok && s != "", "%s has %v", name, v)
		out = append(out, s)
	}
	return out
}

// request is an authorize request as the plans make it; more changes its parameters, "" takes one away.
func (r *run) request(more ...string) url.Values {
	q := url.Values{"client_id": {r.client.id}, "response_type": {r.responseType}, "redirect_uri": {r.client.redirect},
		"scope": {"openid"}, "state": {rand.Text()}, "nonce": {rand.Text()}}
	for i := 0; i < len(more); i += 2 {
		if q.Set(more[i], more[i+1]); more[i+1] == "" {
			q.Del(more[i])
		}
	}
	return q
}

// authorize takes the browser to the provider, and through the login page if that comes.
func (r *run) authorize(q url.Values) (p page, asked bool) {
	r.t.Helper()
	return r.follow(r.endpoint("authorization_endpoint") + "?" + q.Encode())
}

func (r *run) follow(address string) (p page, asked bool) {
	r.t.Helper()
	p = r.browser.open(r.t, address)
	if p.away == "" && p.asks() {
		return r.browser.signIn(r.t, p), true
	}
	return p, false
}

// answer reads what the provider sends back to the client. An unknown response type ends the module here.
func (r *run) answer(q url.Values, p page) url.Values {
	r.t.Helper()
	r.must(strings.HasPrefix(p.away, q.Get("redirect_uri")), "not back at the client: %d %q at %s", p.status, p.away, p.address)
	u, err := url.Parse(p.away)
	check(r.t, err)
	fragment, err := url.ParseQuery(u.EscapedFragment())
	check(r.t, err)
	for _, place := range []url.Values{u.Query(), fragment} { // RFC 9207 2.4
		r.must(!place.Has("iss") || place.Get("iss") == r.endpoint("issuer"), "the answer is of %q", place.Get("iss"))
	}
	switch r.responseType {
	case "code":
		r.must(len(fragment) == 0, "the answer has a fragment: %s", p.away)
		return u.Query()
	case "token":
		r.must(!u.Query().Has("code") && !u.Query().Has("error"), "the answer is in the query: %s", p.away)
		return fragment
	}
	if u.Query().Get("error") == "" {
		return fragment
	}
	// A provider that knows the response type would have put the error into the fragment.
	r.checkError(q, u.Query(), "invalid_request")
	r.deviates(false, responseType)
	panic(halt{})
}

// checkError checks an error that comes to the client (OpenID Connect Core 3.1.2.6).
func (r *run) checkError(q, got url.Values, codes ...string) {
	r.t.Helper()
	r.must(slices.Contains(codes, got.Get("error")), "error %q, want one of %q", got.Get("error"), codes)
	r.must(got.Get("state") == q.Get("state"), "state %q, want %q", got.Get("state"), q.Get("state"))
	r.must(!got.Has("code") && !got.Has("access_token") && !got.Has("id_token"), "the error has more with it: %v", got)
	for name := range got {
		r.must(slices.Contains([]string{"error", "error_description", "error_uri", "state"}, name), "the error has %s with it", name)
	}
	for _, c := range got.Get("error_description") { // RFC 6749 4.1.2.1
		r.must(c >= 0x20 && c <= 0x7e && c != '"' && c != '\\', "the description has %q", c)
	}
}

// outcome is what a client has in the end.
type outcome struct {
	asked   bool       // the login page came
	answer  url.Values // of the authorization endpoint
	form    url.Values // to the token endpoint
	tokens  reply      // of the token endpoint
	access  string
	refresh string
	claims  map[string]any // of the ID token
}

// flow takes a request to its end: the answer, the tokens, the ID token and userInfo.
func (r *run) flow(q url.Values) outcome {
	r.t.Helper()
	p, asked := r.authorize(q)
	return r.finish(q, p, asked, nil)
}

// finish goes on with what the browser has brought back; form adds to the token request.
func (r *run) finish(q url.Values, p page, asked bool, form url.Values) outcome {
	r.t.Helper()
	o := outcome{asked: asked, answer: r.answer(q, p)}
	r.must(!o.answer.Has("error"), "refused: %v", o.answer)
	r.must(o.answer.Get("state") == q.Get("state"), "state %q, want %q", o.answer.Get("state"), q.Get("state"))
	raw := o.answer.Get("id_token")
	o.access = o.answer.Get("access_token")
	if r.responseType == "code" {
		o.form = url.Values{"grant_type": {"authorization_code"}, "code": {o.answer.Get("code")}, "redirect_uri": {q.Get("redirect_uri")}}
		for name, values := range form {
			o.form[name] = values
		}
		o.tokens = r.redeem(r.client, o.form)
		raw, o.access, o.refresh = o.tokens.text("id_token"), o.tokens.text("access_token"), o.tokens.text("refresh_token")
	} else {
		r.must(strings.EqualFold(o.answer.Get("token_type"), "Bearer") && o.answer.Get("expires_in") != "", "tokens: %v", o.answer)
	}
	o.claims = r.checkIDToken(raw, o.access, q.Get("nonce"))
	r.must(r.info(o.access).status == http.StatusOK, "userInfo refuses the access token")
	return o
}

// redeem gets tokens (OpenID Connect Core 3.1.3.3, RFC 6749 5.1).
func (r *run) redeem(c client, form url.Values) reply {
	r.t.Helper()
	a := r.token(r.t, c, form)
	seconds, _ := a.json["expires_in"].(float64)
	r.must(a.status == http.StatusOK && a.isJSON(), "tokens: %d %s", a.status, a.raw)
	r.must(a.header.Get("Cache-Control") == "no-store" && a.header.Get("Pragma") == "no-cache", "tokens may be cached: %v", a.header)
	r.must(strings.EqualFold(a.text("token_type"), "Bearer") && seconds > 0, "token type and life: %s", a.raw)
	for _, name := range []string{"access_token", "refresh_token"} {
		s := a.text(name)
		r.must(s != "" && entropy(s) >= minEntropy || name == "refresh_token" && s == "", "%s can be guessed", name)
		for _, c := range s { // RFC 6749 A.12, A.17
			r.must(c >= 0x20 && c <= 0x7e, "%s has %q", name, c)
		}
	}
	return a
}

// checkTokenError checks an error of the token endpoint (RFC 6749 5.2).
func (r *run) checkTokenError(a reply, code string) {
	r.t.Helper()
	r.must(a.status == http.StatusBadRequest && a.isJSON() && a.text("error") == code, "%d %v %s, want %s", a.status, a.header, a.raw, code)
}

// checkIDToken verifies an ID token (OpenID Connect Core 3.1.3.7) and gives its claims. access is the token beside it.
func (r *run) checkIDToken(raw, access, nonce string) map[string]any {
	r.t.Helper()
	signed, err := jose.ParseSigned(raw, []jose.SignatureAlgorithm{jose.RS256})
	check(r.t, err)
	kid := signed.Signatures[0].Protected.KeyID
	r.must(len(r.keys.Key(kid)) == 1, "no key %q", kid)
	payload, err := signed.Verify(r.keys.Key(kid)[0])
	check(r.t, err)

	context := oidc.ClientContext(r.t.Context(), r.http)
	verifier := oidc.NewVerifier(r.endpoint("issuer"), oidc.NewRemoteKeySet(context, r.endpoint("jwks_uri")),
		&oidc.Config{ClientID: r.client.id, Now: r.server.Clock.Now})
	token, err := verifier.Verify(context, raw)
	check(r.t, err)
	r.must(token.Nonce == nonce, "nonce %q, want %q", token.Nonce, nonce)
	if token.AccessTokenHash != "" {
		check(r.t, token.VerifyAccessToken(access))
	}
	var claims map[string]any
	check(r.t, json.Unmarshal(payload, &claims))
	r.checkTimes(claims)
	wrong := wrongClaims(claims)
	r.must(len(wrong) == 0, "the ID token has %v of a wrong type", wrong)
	sub, _ := claims["sub"].(string)
	r.must(sub != "" && len(sub) <= 255 && claims["acr"] != "", "sub %q, acr %q", sub, claims["acr"])
	return claims
}

// skew is how far the clocks of the two sides may differ.
const skew = 5 * time.Minute

func (r *run) checkTimes(claims map[string]any) {
	r.t.Helper()
	now := r.server.Clock.Now()
	exp, iat, auth := timeOf(claims, "exp"), timeOf(claims, "iat"), timeOf(claims, "auth_time")
	r.must(exp.After(now) && exp.Before(now.AddDate(50, 0, 0)), "exp is %v", exp)
	r.must(iat.After(now.Add(-skew)) && iat.Before(now.Add(skew)), "iat is %v", iat)
	r.must(auth.After(now.AddDate(-1, 0, 0)) && auth.Before(now.Add(skew)), "auth_time is %v", auth)
}

// timeOf is a claim that is a number of seconds.
func timeOf(claims map[string]any, name string) time.Time {
	seconds, _ := claims[name].(float64)
	return time.Unix(int64(seconds), 0)
}

// info asks userInfo by GET.
func (r *run) info(access string) reply {
	r.t.Helper()
	q, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.endpoint("userinfo_endpoint"), nil)
	check(r.t, err)
	q.Header.Set("Authorization", "Bearer "+access)
	return r.send(r.t, q)
}

// checkInfo checks what userInfo says of the user of an ID token (OpenID Connect Core 5.3.2).
func (r *run) checkInfo(a reply, o outcome) {
	r.t.Helper()
	r.must(a.status == http.StatusOK && a.isJSON(), "userInfo: %d %v %s", a.status, a.header, a.raw)
	r.must(a.json["sub"] == o.claims["sub"], "userInfo is about %v, not %v", a.json["sub"], o.claims["sub"])
	for _, name := range wrongClaims(a.json) {
		d, ok := map[string]deviation{"email_verified": flagTexts, "phone_number_verified": flagTexts, "updated_at": updatedText,
			"address": addressText}[name]
		_, text := a.json[name].(string)
		r.must(ok && text, "userInfo has %s of a wrong type: %v", name, a.json[name])
		r.deviates(false, d)
	}
}

// unsigned is a JWT that nobody has signed (RFC 7519 6).
func unsigned(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	return b64([]byte(`{"alg":"none"}`)) + "." + b64(body) + "."
}
