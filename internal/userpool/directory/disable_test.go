package directory_test

import (
	"context"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/directory"
)

// A browser that was signed in stays signed out when the user is enabled again.
func TestDisableEndsBrowsers(t *testing.T) {
	t.Parallel()
	w := pooltest.New(t, nil)
	users := directory.New(directory.Deps{
		DB: store.Bind(w.DB, func(tx *store.Tx) directory.Store { return tx }), Registry: w.Registry, Now: w.Now,
	})
	ann, bob := w.AddUser("ann", nil), w.AddUser("bob", nil)
	now := w.Now()
	for _, u := range []*userpool.User{ann, bob} {
		s := userpool.SSOSession{Pool: u.Pool, ID: "sso" + string(u.Sub), Key: []byte(u.Sub), Sub: u.Sub, Created: now, FreshAuth: now,
			Expires: now.Add(time.Hour)}
		w.Update(func(tx *store.Tx) error { return tx.PutSSOSession(s) })
	}
	w.Check(users.Disable(context.Background(), pooltest.PoolID, "ann"))
	w.Check(users.Enable(context.Background(), pooltest.PoolID, "ann"))
	for u, want := range map[*userpool.User]bool{ann: true, bob: false} {
		w.View(func(tx *store.Tx) error {
			s, err := tx.SSOSession(u.Pool, "sso"+string(u.Sub))
			if err == nil && s.Revoked != want {
				t.Errorf("%s: revoked %v, want %v", u.Username, s.Revoked, want)
			}
			return err
		})
	}
}
