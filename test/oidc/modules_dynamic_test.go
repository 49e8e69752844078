package oidc

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// metadata of a client as the plan registers it; change alters it.
func (r *run) clientMetadata(change map[string]any) map[string]any {
	m := map[string]any{
		"client_name": "OIDC conformance", "grant_types": []string{"authorization_code"}, "response_types": []string{r.responseType},
		"redirect_uris": []string{callback}, "contacts": []string{"rp@rp.example"}, "token_endpoint_auth_method": "private_key_jwt",
		"jwks": jose.JSONWebKeySet{Keys: []jose.JSONWebKey{r.key.Public()}},
	}
	for name, value := range change {
		m[name] = value
	}
	return m
}

func (r *run) sendRegistration(m map[string]any) reply {
	r.t.Helper()
	return r.post(r.t, r.endpoint("registration_endpoint"), "Bearer "+r.initialAccess, "application/json", body(m))
}

// dynamic makes a module with a client that has registered itself.
func dynamic(change map[string]any, module func(*run)) func(*run) {
	return func(r *run) {
		r.registered(change)
		module(r)
	}
}

// registered registers a client (OpenID Connect Dynamic Client Registration 3): as the plan says, which Cognito
// refuses for the authentication of the client, and then with a secret.
func (r *run) registered(change map[string]any) reply {
	r.t.Helper()
	m := r.clientMetadata(change)
	a := r.sendRegistration(m)
	if a.status == http.StatusBadRequest {
		r.must(a.isJSON() && a.text("error") == "invalid_client_metadata" && strings.Contains(a.text("error_description"), "token_endpoint_auth_method"),
			"refused: %s", a.raw)
		r.deviates(false, noPrivateKeyJWT)
		m["token_endpoint_auth_method"] = "client_secret_basic"
		delete(m, "jwks")
		a = r.sendRegistration(m)
	}
	r.must(a.status == http.StatusCreated && a.isJSON() && a.json["error"] == nil, "registration: %d %s", a.status, a.raw)
	r.client = client{id: a.text("client_id"), secret: a.text("client_secret"), redirect: m["redirect_uris"].([]string)[0]}
	r.must(r.client.id != "" && r.client.secret != "", "no credentials: %s", a.raw)
	_, expires := a.json["client_secret_expires_at"].(float64)
	r.must(expires, "no client_secret_expires_at: %s", a.raw)
	r.must((a.json["registration_client_uri"] == nil) == (a.json["registration_access_token"] == nil), "half of what manages a client: %s", a.raw)
	return a
}

func userInfoSigned(r *run) {
	r.registered(map[string]any{"userinfo_signed_response_alg": "RS256"})
	offered := slices.Contains(r.list("userinfo_signing_alg_values_supported"), "RS256")
	o := r.flow(r.request())
	a := r.info(o.access)
	signed := strings.HasPrefix(a.header.Get("Content-Type"), "application/jwt")
	r.must(!offered && !signed, "userInfo is signed and not tested")
	r.deviates(false, unsignedInfo)
	r.checkInfo(a, o)
}

// redirectURIMissing has two redirect URIs to choose from and names none.
func redirectURIMissing(r *run) {
	r.registered(map[string]any{"redirect_uris": []string{callback, "https://rp.example/other"}})
	p, _ := r.authorize(r.request("redirect_uri", ""))
	r.errorPage(p)
}

const withQuery = callback + "?bar=foo"

// redirectURIQuery: what the redirect URI has of its own comes back.
func redirectURIQuery(r *run) {
	r.registered(map[string]any{"redirect_uris": []string{withQuery}})
	o := r.flow(r.request())
	r.must(o.answer.Get("bar") == "foo", "the query is lost: %v", o.answer)
}

// wrongRedirectURI registers one URI and asks with another.
func wrongRedirectURI(registered, asked string) func(*run) {
	return func(r *run) {
		r.registered(map[string]any{"redirect_uris": []string{registered}})
		p, _ := r.authorize(r.request("redirect_uri", asked))
		r.errorPage(p)
	}
}

// redirectURIFragment: OpenID Connect Core 3.1.2.1 with RFC 6749 3.1.2. The second request shows that it is the
// fragment that is refused.
func redirectURIFragment(r *run) {
	m := r.clientMetadata(map[string]any{"redirect_uris": []string{callback + "#foobar"}})
	a := r.sendRegistration(m)
	r.must(a.status == http.StatusBadRequest && a.isJSON() && slices.Contains([]string{"invalid_redirect_uri", "invalid_client_metadata"}, a.text("error")),
		"%d %s", a.status, a.raw)
	m["token_endpoint_auth_method"] = "client_secret_basic"
	a = r.sendRegistration(m)
	r.must(a.status == http.StatusBadRequest && a.isJSON() && a.text("error") == "invalid_redirect_uri", "%d %s", a.status, a.raw)
}

// shown registers an address that users should find on the login page.
func shown(member, address string, ignored deviation) func(*run) {
	return func(r *run) {
		a := r.registered(map[string]any{member: address})
		p := r.browser.open(r.t, r.endpoint("authorization_endpoint")+"?"+r.request().Encode())
		r.must(p.asks(), "no login page: %d %q", p.status, p.away)
		there := strings.Contains(p.body, address)
		r.must(there || a.json[member] == nil, "%s is registered and not shown", member)
		r.deviates(there, ignored)
	}
}

// jwksURI has the keys of the client at its own site.
func jwksURI(r *run) {
	a := r.registered(map[string]any{"jwks_uri": r.party.URL + "/jwks", "jwks": nil})
	r.flow(r.request())
	r.deviates(r.visits.Load() > 0 || a.json["jwks_uri"] != nil, jwksIgnored)
}

// pairwise: the sector identifier matters to pairwise subjects only.
func pairwise(r *run) {
	r.must(!slices.Contains(r.list("subject_types_supported"), "pairwise"), "pairwise subjects are offered and not tested")
	r.deviates(false, noPairwise)
}

// keyRotation refreshes after the client has other keys, in a request that asks for offline access.
func keyRotation(r *run) {
	r.registered(map[string]any{"grant_types": []string{"authorization_code", "refresh_token"}, "jwks_uri": r.party.URL + "/jwks", "jwks": nil})
	q := r.request("scope", "openid offline_access", "prompt", "consent")
	p, asked := r.authorize(q)
	got := r.answer(q, p)
	if got.Get("error") == "invalid_scope" {
		r.checkError(q, got, "invalid_scope")
		r.deviates(false, noOfflineAccess)
		q = r.request("prompt", "consent")
		p, asked = r.authorize(q)
	}
	r.refreshed(r.finish(q, p, asked, nil), url.Values{"scope": {"openid"}})
}

// refreshRegistered is refreshToken with two clients that have registered.
func refreshRegistered(r *run) {
	grants := map[string]any{"grant_types": []string{"authorization_code", "refresh_token"}}
	r.registered(grants)
	first := r.client
	r.refreshed(r.flow(r.request()), url.Values{"scope": {"openid"}})
	r.registered(grants)
	theirs := r.flow(r.request())
	r.refreshed(theirs, nil)
	r.checkTokenError(r.token(r.t, first, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {theirs.refresh}}), "invalid_grant")
}

// requestURIAt hands the request over by reference; the client has registered the URI.
func requestURIAt(r *run) {
	r.registered(map[string]any{"request_uris": []string{r.party.URL + "/object#1"}})
	requestURI(r)
}

// requestURISigned does it with a signed object, which discovery must offer.
func requestURISigned(r *run) {
	r.registered(map[string]any{"request_uris": []string{r.party.URL + "/object#1"}, "request_object_signing_alg": "RS256"})
	offered := slices.Contains(r.list("request_object_signing_alg_values_supported"), "RS256")
	r.must(!offered, "signed request objects are offered and not tested")
	requestURI(r)
}

// assertionAudience authenticates with a JWT for the issuer (RFC 7523 3), which only the key of the client has signed.
func assertionAudience(r *run) {
	r.registered(nil)
	q := r.request()
	p, _ := r.authorize(q)
	form := url.Values{"grant_type": {"authorization_code"}, "code": {r.answer(q, p).Get("code")}, "redirect_uri": {q.Get("redirect_uri")},
		"client_id": {r.client.id}, "client_assertion": {r.assertion()},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}
	a := r.post(r.t, r.endpoint("token_endpoint"), "", formType, strings.NewReader(form.Encode()))
	if a.status != http.StatusOK {
		r.checkTokenError(a, "invalid_client")
		r.deviates(false, noAssertion)
	}
}

func (r *run) assertion() string {
	r.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: r.key}, nil)
	check(r.t, err)
	now := r.server.Clock.Now()
	text, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: r.client.id, Subject: r.client.id, Audience: jwt.Audience{r.endpoint("issuer")},
		ID: r.request().Get("state"), IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Minute))}).Serialize()
	check(r.t, err)
	return text
}
