package sso_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/sso"
)

type world struct {
	*pooltest.World
	sessions *sso.Service
}

func start(t *testing.T, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	w := &world{World: pooltest.New(t, change)}
	w.sessions = sso.New(sso.Deps{DB: store.Bind(w.DB, func(tx *store.Tx) sso.Store { return tx }), Now: w.Now, Rand: rand.Reader})
	return w
}

func (w *world) begin(u *userpool.User, old string) (sso.Cookie, *userpool.SSOSession) {
	w.T.Helper()
	c, s, err := w.sessions.Begin(context.Background(), sso.Begin{Pool: w.Pool, Client: w.Client, User: u,
		Provider: userpool.CognitoProvider, AMR: []string{"pwd"}, At: w.Now(), IP: "192.0.2.1", Agent: "test", Old: old})
	w.Check(err)
	return c, s
}

// find gives the id of a cookie's session, "" for none.
func (w *world) find(pool userpool.PoolID, cookie string) string {
	w.T.Helper()
	s, u, err := w.sessions.Find(context.Background(), pool, cookie)
	w.Check(err)
	if (s == nil) != (u == nil) {
		w.T.Errorf("session %v of user %v", s, u)
	}
	if s == nil {
		return ""
	}
	return s.ID
}

func TestLife(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	ann := w.AddUser("ann", nil)
	c, s := w.begin(ann, "")
	if len(s.ID) != 28 || !strings.HasPrefix(s.ID, "sso") || strings.Contains(c.Value, s.ID) || string(s.Key) == c.Value {
		t.Errorf("cookie %q of %+v", c.Value, s)
	}
	if got := w.find(w.Pool.ID, c.Value); got != s.ID {
		t.Errorf("found %q", got)
	}
	for _, cookie := range []string{"", "x", c.Value + "A", c.Value[1:], base64.RawURLEncoding.EncodeToString(s.Key), s.ID} {
		if got := w.find(w.Pool.ID, cookie); got != "" {
			t.Errorf("%q finds %s", cookie, got)
		}
	}
	if got := w.find("us-east-1_Other", c.Value); got != "" {
		t.Errorf("another pool finds %s", got)
	}
	w.Advance(59 * time.Minute)
	if w.find(w.Pool.ID, c.Value) == "" {
		t.Error("gone after 59 minutes")
	}
	w.Advance(time.Minute)
	if w.find(w.Pool.ID, c.Value) != "" {
		t.Error("alive after an hour")
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c, _ := w.begin(w.AddUser("ann", nil), "")
	for _, cookie := range []string{"", "x", c.Value, c.Value} {
		w.Check(w.sessions.End(context.Background(), w.Pool.ID, cookie))
	}
	if got := w.find(w.Pool.ID, c.Value); got != "" {
		t.Errorf("found %s", got)
	}
}

// Every sign-in changes the secret: what was planted before is worth nothing.
func TestFixation(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	ann, bob := w.AddUser("ann", nil), w.AddUser("bob", nil)
	planted := base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	first, s1 := w.begin(ann, planted)
	if w.find(w.Pool.ID, planted) != "" || first.Value == planted {
		t.Error("a planted secret was taken over")
	}
	second, s2 := w.begin(ann, first.Value)
	if s2.ID != s1.ID || second.Value == first.Value || w.find(w.Pool.ID, first.Value) != "" || w.find(w.Pool.ID, second.Value) != s1.ID {
		t.Errorf("%s goes on as %s", s1.ID, s2.ID)
	}
	third, s3 := w.begin(bob, second.Value)
	if s3.ID == s1.ID || w.find(w.Pool.ID, second.Value) != "" || w.find(w.Pool.ID, third.Value) != s3.ID {
		t.Errorf("bob goes on with ann's session %s", s3.ID)
	}
	w.View(func(tx *store.Tx) error {
		if _, err := tx.SSOSession(w.Pool.ID, s1.ID); !errors.Is(err, userpool.ErrNotFound) {
			t.Errorf("ann's session outlives her browser: %v", err)
		}
		return nil
	})
}

func TestUserGone(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	ann := w.AddUser("ann", nil)
	c, _ := w.begin(ann, "")
	w.Change(ann.Sub, func(u *userpool.User) { u.Enabled = false })
	if w.find(w.Pool.ID, c.Value) != "" {
		t.Error("a disabled user stays signed in")
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	ann := w.AddUser("ann", nil)
	var cookies []string
	for range sso.MaxPerUser + 1 {
		c, _ := w.begin(ann, "")
		cookies = append(cookies, c.Value)
	}
	for i, c := range cookies {
		if alive := w.find(w.Pool.ID, c) != ""; alive != (i > 0) {
			t.Errorf("session %d alive: %v", i, alive)
		}
	}
}

func TestCookieLife(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int]time.Duration{0: time.Hour, 10: time.Hour, 43200: 30 * 24 * time.Hour} {
		w := start(t, func(p *userpool.Pool, c *userpool.Client) { p.Sessions.Enabled, c.SSOMaxMinutes = true, &minutes })
		_, s := w.begin(w.AddUser("ann", nil), "")
		if got := s.Expires.Sub(s.Created); got != want {
			t.Errorf("%d minutes: the cookie lives %v", minutes, got)
		}
	}
}
