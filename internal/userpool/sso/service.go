package sso

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Store is what this package reads and writes within one transaction. A row
// that is not there is userpool.ErrNotFound.
type Store interface {
	UserBySub(userpool.PoolID, userpool.Sub) (*userpool.User, error)
	Clients(pool userpool.PoolID, after userpool.ClientID, limit int) ([]*userpool.Client, error)
	SSOSessionByKey(pool userpool.PoolID, key []byte) (*userpool.SSOSession, error)
	SSOSessionsOf(userpool.PoolID, userpool.Sub) ([]userpool.SSOSession, error)
	PutSSOSession(userpool.SSOSession) error
	DeleteSSOSession(pool userpool.PoolID, id string) error
}

// DB opens transactions. A function given to Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Service needs.
type Deps struct {
	DB   DB
	Now  func() time.Time
	Rand io.Reader
}

// Service keeps SSO sessions. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

const (
	secretSize = 32
	// MaxPerUser bounds the sessions of a user: the one that was idle longest
	// makes room.
	MaxPerUser = 25
	// minLife is how long a cookie lives at least, and exactly in a pool that
	// does not track sessions.
	minLife = time.Hour
)

// Cookie is what the browser keeps.
type Cookie struct {
	Value   string
	Expires time.Time
}

// Find gives the live session of a cookie and its user, nil for both if there
// is none: unknown, ended, expired, or of a user who is gone or disabled.
func (s *Service) Find(ctx context.Context, pool userpool.PoolID, cookie string) (session *userpool.SSOSession, user *userpool.User, err error) {
	key, ok := keyOf(cookie)
	if !ok {
		return nil, nil, nil
	}
	now := s.deps.Now()
	err = s.deps.DB.View(ctx, func(st Store) error {
		session, user = nil, nil
		found, err := st.SSOSessionByKey(pool, key)
		if err != nil || found.Revoked || !now.Before(found.Expires) {
			return err
		}
		u, err := st.UserBySub(pool, found.Sub)
		if err != nil || !u.Enabled {
			return err
		}
		session, user = found, u
		return nil
	})
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, nil, nil
	}
	return session, user, err
}

// Begin is a user who has just proved who they are.
type Begin struct {
	Pool      *userpool.Pool
	Client    *userpool.Client
	User      *userpool.User
	Provider  string
	AMR       []string
	ACR       string
	At        time.Time
	IP, Agent string
	// Old is the cookie that the browser came with, "" for none. A session of
	// the same user goes on under its id, with a new secret; another user's ends.
	Old string
}

// Begin remembers a sign-in and gives the cookie that stands for it.
func (s *Service) Begin(ctx context.Context, b Begin) (Cookie, *userpool.SSOSession, error) {
	secret := make([]byte, secretSize)
	if _, err := io.ReadFull(s.deps.Rand, secret); err != nil {
		return Cookie{}, nil, err
	}
	id, err := token.NewSessionID(s.deps.Rand, "sso")
	if err != nil {
		return Cookie{}, nil, err
	}
	value := base64.RawURLEncoding.EncodeToString(secret)
	key, _ := keyOf(value)
	now := s.deps.Now().UTC().Truncate(time.Millisecond)
	fresh := userpool.SSOSession{
		Pool: b.Pool.ID, ID: id, Key: key, Sub: b.User.Sub, Client: b.Client.ID, Provider: b.Provider, Created: now,
		FreshAuth: b.At.UTC().Truncate(time.Millisecond), AMR: b.AMR, ACR: b.ACR, LastActive: now, IP: b.IP, Agent: b.Agent,
	}
	var session userpool.SSOSession
	err = s.deps.DB.Update(ctx, func(st Store) error {
		session = fresh
		life, err := cookieLife(st, b.Pool)
		if err != nil {
			return err
		}
		session.Expires = now.Add(life)
		if err := s.replace(st, &session, b.Old); err != nil {
			return err
		}
		if err := makeRoom(st, &session, now); err != nil {
			return err
		}
		return st.PutSSOSession(session)
	})
	if err != nil {
		return Cookie{}, nil, err
	}
	return Cookie{Value: value, Expires: session.Expires}, &session, nil
}

// replace settles what becomes of the browser's old session.
func (s *Service) replace(st Store, session *userpool.SSOSession, old string) error {
	key, ok := keyOf(old)
	if !ok {
		return nil
	}
	before, err := st.SSOSessionByKey(session.Pool, key)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if before.Sub == session.Sub && !before.Revoked {
		session.ID, session.Client, session.Created = before.ID, before.Client, before.Created
		return nil
	}
	return st.DeleteSSOSession(before.Pool, before.ID)
}

// makeRoom ends the user's longest idle sessions above the limit, and drops
// those that have ended.
func makeRoom(st Store, session *userpool.SSOSession, now time.Time) error {
	all, err := st.SSOSessionsOf(session.Pool, session.Sub)
	if err != nil {
		return err
	}
	var oldest *userpool.SSOSession
	live := 0
	for i, o := range all {
		switch {
		case o.ID == session.ID:
		case o.Revoked || !now.Before(o.Expires):
			if err := st.DeleteSSOSession(o.Pool, o.ID); err != nil {
				return err
			}
		default:
			live++
			if oldest == nil || o.LastActive.Before(oldest.LastActive) {
				oldest = &all[i]
			}
		}
	}
	if live < MaxPerUser {
		return nil
	}
	return st.DeleteSSOSession(oldest.Pool, oldest.ID)
}

// clientPage is how many clients cookieLife reads at once.
const clientPage = 1000

// cookieLife is the longest time for which any client of the pool accepts a
// session, and an hour at least.
func cookieLife(st Store, p *userpool.Pool) (time.Duration, error) {
	life := minLife
	if !p.Sessions.Enabled {
		return life, nil
	}
	clients, err := st.Clients(p.ID, "", clientPage)
	if err != nil {
		return 0, err
	}
	for _, c := range clients {
		life = max(life, c.SSOValidity(p))
	}
	return life, nil
}

// End ends the session of a cookie, if there is one.
func (s *Service) End(ctx context.Context, pool userpool.PoolID, cookie string) error {
	key, ok := keyOf(cookie)
	if !ok {
		return nil
	}
	return s.deps.DB.Update(ctx, func(st Store) error {
		session, err := st.SSOSessionByKey(pool, key)
		if errors.Is(err, userpool.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return st.DeleteSSOSession(pool, session.ID)
	})
}

// keyOf is what the store knows a cookie by; ok is false for what no cookie of
// ours can be.
func keyOf(cookie string) (key []byte, ok bool) {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(cookie)
	if err != nil || len(secret) != secretSize {
		return nil, false
	}
	sum := sha256.Sum256(secret)
	return sum[:], true
}
