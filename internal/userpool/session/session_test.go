package session_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/session"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

type world struct {
	*pooltest.World
	sessions *session.Service
	user     *userpool.User
}

func newWorld(t *testing.T, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	w := &world{World: pooltest.New(t, func(p *userpool.Pool, c *userpool.Client) {
		p.Sessions.Enabled = true
		if change != nil {
			change(p, c)
		}
	})}
	w.sessions = session.New(session.Deps{
		DB:       store.Bind(w.DB, func(tx *store.Tx) session.Store { return tx }),
		Registry: w.Registry, Verify: w.Tokens.Verify, Now: w.Now,
	})
	w.user = w.AddUser("ada", nil)
	return w
}

// id makes a session id of the right length.
func id(kind string, n int) string { return fmt.Sprintf("%s%025d", kind, n) }

// signIn makes a token session; origin is the SSO session it came through.
func (w *world) signIn(u *userpool.User, n int, origin string) (access string) {
	w.T.Helper()
	now := w.Now()
	f := userpool.TokenFamily{Pool: pooltest.PoolID, ID: fmt.Sprint("family-", u.Username, n), Sub: u.Sub, Client: pooltest.ClientID,
		Epoch: u.TokenEpoch, AuthTime: now, Created: now, LastActive: now, Expires: now.Add(time.Hour),
		SessionID: id("tkn", n), Origin: origin, IP: "192.0.2.1"}
	w.Update(func(tx *store.Tx) error { return tx.InsertFamily(f) })
	t, err := w.Tokens.Mint(context.Background(), token.Grant{Pool: w.Pool, Client: w.Client, User: u, Family: &f})
	w.Check(err)
	return t.Access
}

func (w *world) browse(u *userpool.User, n int) string {
	w.T.Helper()
	now := w.Now()
	s := userpool.SSOSession{Pool: pooltest.PoolID, ID: id("sso", n), Key: []byte{byte(n)}, Sub: u.Sub, Client: pooltest.ClientID,
		Created: now, FreshAuth: now, LastActive: now, Expires: now.Add(time.Hour)}
	w.Update(func(tx *store.Tx) error { return tx.PutSSOSession(s) })
	return s.ID
}

func (w *world) self(access string) session.Owner {
	w.T.Helper()
	o, err := w.sessions.Self(context.Background(), access)
	w.Check(err)
	return o
}

func (w *world) named() session.Owner {
	w.T.Helper()
	o, err := w.sessions.Named(context.Background(), pooltest.PoolID, "ada")
	w.Check(err)
	return o
}

func (w *world) ids(o session.Owner) (ids []string) {
	w.T.Helper()
	page, err := w.sessions.List(context.Background(), o, "")
	w.Check(err)
	for _, s := range page.Sessions {
		ids = append(ids, s.ID)
	}
	return ids
}

func TestList(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	browser := w.browse(w.user, 1)
	mine := w.signIn(w.user, 2, browser)
	w.signIn(w.AddUser("eve", nil), 3, "")
	page, err := w.sessions.List(context.Background(), w.self(mine), "")
	w.Check(err)
	want := []session.Session{
		{ID: id("tkn", 2), Type: "TOKEN", Client: pooltest.ClientID, Device: "unknown", IP: "192.0.2.1", Origin: browser, Current: true},
		{ID: browser, Type: "SSO", Client: pooltest.ClientID, Device: "unknown"},
	}
	ignore := cmpopts.IgnoreFields(session.Session{}, "Created", "LastActive")
	if diff := cmp.Diff(want, page.Sessions, ignore, cmpopts.IgnoreUnexported(session.Session{})); diff != "" || page.Next != "" {
		t.Errorf("next %q (-want +got)\n%s", page.Next, diff)
	}
	page, err = w.sessions.List(context.Background(), w.named(), "")
	w.Check(err)
	if page.Sessions[0].Current {
		t.Error("no session is an administrator's own")
	}
}

// What has ended in any way is not shown.
func TestListLive(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*world){
		"revoked": func(w *world) {
			w.Update(func(tx *store.Tx) error {
				if err := tx.RevokeSSOSession(pooltest.PoolID, id("sso", 1)); err != nil {
					return err
				}
				return tx.RevokeFamily(pooltest.PoolID, "family-ada2")
			})
		},
		"expired":  func(w *world) { w.Advance(time.Hour) },
		"disabled": func(w *world) { w.Change(w.user.Sub, func(u *userpool.User) { u.Enabled = false }) },
	} {
		w := newWorld(t, nil)
		w.browse(w.user, 1)
		w.signIn(w.user, 2, "")
		if n := len(w.ids(w.named())); n != 2 {
			t.Errorf("%s: %d sessions before", name, n)
		}
		end(w)
		if ids := w.ids(w.named()); len(ids) != 0 {
			t.Errorf("%s: %v", name, ids)
		}
	}
	w := newWorld(t, nil)
	browser := w.browse(w.user, 1)
	w.signIn(w.user, 2, "")
	w.Change(w.user.Sub, func(u *userpool.User) { u.TokenEpoch++ })
	if diff := cmp.Diff([]string{browser}, w.ids(w.named())); diff != "" {
		t.Errorf("after global sign-out (-want +got)\n%s", diff)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for n := range session.MaxPage + 5 {
		w.signIn(w.user, n, "")
	}
	first, err := w.sessions.List(context.Background(), w.named(), "")
	w.Check(err)
	second, err := w.sessions.List(context.Background(), w.named(), first.Next)
	w.Check(err)
	if len(first.Sessions) != session.MaxPage || len(second.Sessions) != 5 || second.Next != "" {
		t.Errorf("pages of %d and %d, next %q", len(first.Sessions), len(second.Sessions), second.Next)
	}
	if first.Sessions[0].ID != id("tkn", session.MaxPage+4) || second.Sessions[4].ID != id("tkn", 0) {
		t.Error("the one used last must come first")
	}
	_, err = w.sessions.List(context.Background(), w.named(), "junk")
	pooltest.Refused(t, err, userpool.InvalidParameter, "Invalid pagination token given.")
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		id     string
		linked bool
		left   []string
	}{
		"token":             {id("tkn", 3), false, []string{id("tkn", 4), id("tkn", 5), id("sso", 1), id("sso", 2)}},
		"token with parent": {id("tkn", 3), true, []string{id("tkn", 4), id("tkn", 5), id("sso", 2)}},
		"token alone":       {id("tkn", 5), true, []string{id("tkn", 3), id("tkn", 4), id("sso", 1), id("sso", 2)}},
		"browser":           {id("sso", 1), false, []string{id("tkn", 3), id("tkn", 4), id("tkn", 5), id("sso", 2)}},
		"browser with all":  {id("sso", 1), true, []string{id("tkn", 5), id("sso", 2)}},
	} {
		w := newWorld(t, nil)
		browser := w.browse(w.user, 1)
		w.browse(w.user, 2)
		access := w.signIn(w.user, 3, browser)
		w.signIn(w.user, 4, browser)
		w.signIn(w.user, 5, "")
		w.Check(w.sessions.Revoke(context.Background(), w.named(), tt.id, tt.linked))
		sorted := cmpopts.SortSlices(func(a, b string) bool { return a < b })
		if diff := cmp.Diff(tt.left, w.ids(w.named()), sorted); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		_, err := w.Tokens.Verify(context.Background(), access)
		if ended := userpool.CodeOf(err) == userpool.NotAuthorized; ended != (tt.id == id("tkn", 3) || name == "browser with all") {
			t.Errorf("%s: access token of the session: %v", name, err)
		}
		pooltest.Refused(t, w.sessions.Revoke(context.Background(), w.named(), tt.id, false), userpool.ResourceNotFound, "Session does not exist.")
	}
}

func TestRevokeRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	mine := w.signIn(w.user, 1, "")
	eves := w.signIn(w.AddUser("eve", nil), 2, "")
	pooltest.Refused(t, w.sessions.Revoke(context.Background(), w.self(mine), id("tkn", 1), false), userpool.InvalidParameter, "The current session cannot be revoked.")
	pooltest.Refused(t, w.sessions.Revoke(context.Background(), w.self(mine), id("tkn", 2), false), userpool.ResourceNotFound, "Session does not exist.")
	pooltest.Refused(t, w.sessions.Revoke(context.Background(), w.named(), id("tkn", 9), false), userpool.ResourceNotFound, "Session does not exist.")
	w.Check(w.sessions.Revoke(context.Background(), w.named(), id("tkn", 1), false)) // no own one for an administrator
	if _, err := w.Tokens.Verify(context.Background(), eves); err != nil {
		t.Error(err)
	}
}

func TestOwners(t *testing.T) {
	t.Parallel()
	off := func(p *userpool.Pool, _ *userpool.Client) { p.Sessions.Enabled = false }
	lite := func(p *userpool.Pool, _ *userpool.Client) { p.Tier = userpool.TierLite }
	for _, change := range []func(*userpool.Pool, *userpool.Client){off, lite} {
		w := newWorld(t, change)
		const text = "User session tracking is not enabled for user pool us-east-1_TestPool1."
		_, err := w.sessions.Self(context.Background(), w.signIn(w.user, 1, ""))
		pooltest.Refused(t, err, userpool.OperationNotEnabled, text)
		_, err = w.sessions.Named(context.Background(), pooltest.PoolID, "nobody")
		pooltest.Refused(t, err, userpool.OperationNotEnabled, text)
	}
	w := newWorld(t, nil)
	access := w.signIn(w.user, 1, "")
	_, err := w.sessions.Named(context.Background(), pooltest.PoolID, "nobody")
	pooltest.Refused(t, err, userpool.UserNotFound, "User does not exist.")
	_, err = w.sessions.Named(context.Background(), "us-east-1_Nowhere00", "ada")
	pooltest.Refused(t, err, userpool.ResourceNotFound, "User pool us-east-1_Nowhere00 does not exist.")
	_, err = w.sessions.Self(context.Background(), "junk")
	pooltest.Refused(t, err, userpool.NotAuthorized, "Invalid Access Token")
	w.Change(w.user.Sub, func(u *userpool.User) { u.Status = userpool.Unconfirmed })
	_, err = w.sessions.Self(context.Background(), access)
	pooltest.Refused(t, err, userpool.UserNotConfirmed, "User is not confirmed.")
}
