package oidc

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

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

func acrValues(r *run) {
	q := r.request("acr_values", "1 2")
	o := r.flow(q)
	acr, _ := o.claims["acr"].(string)
	r.must(acr != "", "there is no acr")
	r.deviates(slices.Contains(strings.Fields(q.Get("acr_values")), acr), otherACR)
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
