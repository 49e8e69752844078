package signup_test

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"testing"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/signup"
)

type world struct {
	*pooltest.World
	*signup.Service
	db *pooltest.Interfering[signup.Store]
}

func newWorld(t testing.TB, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	return withSessions(t, change, nil)
}

func withSessions(t testing.TB, change func(*userpool.Pool, *userpool.Client), sessions signup.Sessions) *world {
	t.Helper()
	w := pooltest.New(t, change)
	db := &pooltest.Interfering[signup.Store]{Bound: store.Bind(w.DB, func(tx *store.Tx) signup.Store { return tx })}
	return &world{w, signup.New(signup.Deps{
		DB: db, Registry: w.Registry, Passwords: w.Passwords, Mailer: w.Mailer, Hooks: w.Functions, Ghosts: w.Ghosts,
		Sessions: sessions, Now: w.Now, Rand: rand.Reader,
	}), db}
}

func attrs(pairs ...string) []account.Given {
	var out []account.Given
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, account.Given{Name: userpool.AttributeName(pairs[i]), Value: &pairs[i+1]})
	}
	return out
}

func request(name string, pairs ...string) signup.Request {
	return signup.Request{Client: pooltest.ClientID, Username: name, Password: new(pooltest.Password), Attributes: attrs(pairs...)}
}

// register signs a user up and fails the test if that fails.
func (w *world) register(name string, pairs ...string) signup.Result {
	w.T.Helper()
	res, err := w.SignUp(context.Background(), request(name, pairs...))
	w.Check(err)
	return res
}

func (w *world) confirm(name, code string) error {
	_, err := w.Confirm(context.Background(), signup.ConfirmRequest{Client: pooltest.ClientID, Username: name, Code: code})
	return err
}

func (w *world) resend(name string) (userpool.CodeDelivery, error) {
	return w.Resend(context.Background(), signup.ResendRequest{Client: pooltest.ClientID, Username: name})
}

func hidden(_ *userpool.Pool, c *userpool.Client) { c.HideUserExistence = new(true) }

func emailAlias(p *userpool.Pool, _ *userpool.Client) {
	p.AliasAttributes = []userpool.AttributeName{userpool.AttrEmail, userpool.AttrPreferredUsername}
}

func emailUsername(p *userpool.Pool, _ *userpool.Client) {
	p.UsernameAttributes = []userpool.AttributeName{userpool.AttrEmail}
	p.CaseSensitive = new(false)
}

func secretHash(secret, name string) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(name + string(pooltest.ClientID)))
	return base64.StdEncoding.EncodeToString(m.Sum(nil))
}
