package oidc

import (
	"crypto/rand"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/server"
	"github.com/cognate-id/cognate/internal/userpool"
)

// discovery checks what a provider with static clients must say of itself (OpenID Connect Discovery 3).
func discovery(r *run) {
	types := r.list("response_types_supported")
	all := []string{"code", "code id_token", "id_token", "id_token token", "code id_token token", "code token"}
	r.must(slices.ContainsFunc(types, func(s string) bool { return slices.Contains(all, s) }), "response types %q", types)
	r.describes()
}

// dynamicDiscovery checks what one must say that clients register at (OpenID Connect Core 15.2).
func dynamicDiscovery(r *run) {
	types := r.list("response_types_supported")
	r.must(slices.Contains(types, "code"), "response types %q", types)
	r.deviates(slices.Contains(types, "id_token") && slices.Contains(types, "id_token token"), fewResponseTypes)
	grants := r.list("grant_types_supported") // absent is as good as both
	r.must(grants == nil || slices.Contains(grants, "authorization_code") && slices.Contains(grants, "implicit"), "grant types %q", grants)
	r.endpoint("registration_endpoint")
	r.describes()
}

func (r *run) describes() {
	r.t.Helper()
	issuer := r.endpoint("issuer")
	r.must(issuer == r.server.URL+"/"+r.pool, "issuer %q", issuer)
	for name := range r.metadata {
		if !strings.HasSuffix(name, "_endpoint") && name != "jwks_uri" && name != "issuer" {
			r.list(name) // all others are lists
			continue
		}
		u, err := url.Parse(r.endpoint(name))
		r.must(err == nil && u.Scheme == "https" && u.Host != "" && u.Fragment == "" && u.User == nil, "%s is %v", name, r.metadata[name])
	}
	for _, name := range []string{"authorization_endpoint", "token_endpoint", "userinfo_endpoint"} {
		r.endpoint(name)
	}
	subjects := r.list("subject_types_supported")
	r.must(slices.Contains(subjects, "public") || slices.Contains(subjects, "pairwise"), "subject types %q", subjects)
	r.must(slices.Contains(r.list("id_token_signing_alg_values_supported"), "RS256"), "RS256 is not offered")
	scopes := r.list("scopes_supported")
	r.must(slices.Contains(scopes, "openid"), "scopes %q", scopes)
	r.deviates(r.list("claims_supported") != nil, noClaimsSupported)
}

// rotateKeys gives a pool new keys, as an operator does beside the running server.
func rotateKeys(r *run) {
	pool := r.makePool(r.t, "rotating")
	r.configure(pool)
	old := r.keys
	r.rotate(userpool.PoolID(pool))
	r.server.Clock.Advance(2 * time.Second) // the server remembers keys for one
	now := r.fetchKeys()
	fresh := 0
	for _, k := range now.Keys {
		was := old.Key(k.KeyID)
		r.must(len(was) == 0 || sameKey(was[0], k), "another key goes by the id %s", k.KeyID)
		if len(was) == 0 {
			fresh++
		}
	}
	r.must(fresh > 0, "there is no new key")
	for _, k := range old.Keys {
		r.must(len(now.Key(k.KeyID)) == 1, "the old key %s is gone while tokens live that it has signed", k.KeyID)
	}
}

func sameKey(a, b jose.JSONWebKey) bool {
	x, err1 := a.MarshalJSON()
	y, err2 := b.MarshalJSON()
	return err1 == nil && err2 == nil && string(x) == string(y)
}

func (r *run) rotate(pool userpool.PoolID) {
	r.t.Helper()
	c, err := config.Load(config.Tool, []string{"--data=" + r.data}, nil)
	check(r.t, err)
	s, err := server.OpenStorage(r.t.Context(), c, server.Deps{}, false)
	check(r.t, err)
	defer func() { check(r.t, s.Close()) }()
	_, err = s.RotatePoolKeys(r.t.Context(), rand.Reader, pool, r.server.Clock.Now().UTC().Truncate(time.Millisecond))
	check(r.t, err)
}
