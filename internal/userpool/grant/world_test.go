package grant_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/grant"
)

const callback = "https://app.example/cb"

type world struct {
	*pooltest.World
	grants *grant.Service
	user   *userpool.User
	domain userpool.Domain
}

func start(t testing.TB, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	w := &world{World: pooltest.New(t, func(p *userpool.Pool, c *userpool.Client) {
		c.OAuthEnabled = true
		c.OAuthFlows = []string{"code", "implicit"}
		c.OAuthScopes = []string{"openid", "email", "api/read", "api/gone"}
		c.CallbackURLs = []string{callback, "https://app.example/cb?x=1", "myapp://cb", "http://localhost:8080/"}
		c.LogoutURLs = []string{"https://app.example/bye", "https://app.example/bye?a=b"}
		if change != nil {
			change(p, c)
		}
	})}
	w.domain = userpool.Domain{Name: "acme", Pool: pooltest.PoolID, ManagedLogin: userpool.ManagedLogin}
	w.user = w.AddUser("ann", nil)
	w.Update(func(tx *store.Tx) error {
		return tx.InsertResourceServer(&userpool.ResourceServer{Pool: pooltest.PoolID, Identifier: "api", Name: "api",
			Scopes: []userpool.ResourceScope{{Name: "read", Description: "r"}}})
	})
	opaque, err := seal.Generate(rand.Reader, time.Now())
	w.Check(err)
	w.grants = grant.New(grant.Deps{
		DB: store.Bind(w.DB, func(tx *store.Tx) grant.Store { return tx }), Registry: w.Registry, Tokens: w.Tokens,
		Opaque: opaque, Now: w.Now, Rand: rand.Reader,
	})
	return w
}

// query is a sound authorize request, changed by pairs of name and value; the
// value "-" takes a parameter away.
func query(pairs ...string) url.Values {
	q := url.Values{"response_type": {"code"}, "client_id": {string(pooltest.ClientID)}, "redirect_uri": {callback}, "state": {"s1"}}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "-" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

func (w *world) admit(q url.Values) (*grant.Authorization, *grant.Refusal) {
	w.T.Helper()
	a, err := w.grants.Admit(context.Background(), &w.domain, grant.Parse(q))
	var f *grant.Refusal
	if err != nil && !errors.As(err, &f) {
		w.T.Fatal(err)
	}
	return a, f
}

// session is one that w.user began just now.
func (w *world) session() *userpool.SSOSession {
	now := w.Now()
	return &userpool.SSOSession{Pool: pooltest.PoolID, ID: "sso", Sub: w.user.Sub, Client: pooltest.ClientID,
		Provider: userpool.CognitoProvider, Created: now, FreshAuth: now, Expires: now.Add(time.Hour),
		AMR: []string{"pwd"}, ACR: "urn:cognito:loa:1"}
}
