package oidc

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
)

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
