package token

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// refreshAAD keeps refresh tokens and other sealed strings apart.
var refreshAAD = []byte("cognate refresh token v1")

// maxRefreshToken bounds what is decoded, in characters.
const maxRefreshToken = 2048

// RefreshToken writes the refresh token of the family's current generation.
func (s *Service) RefreshToken(f *userpool.TokenFamily) string {
	c := &claims.Set{}
	c.Put("p", string(f.Pool))
	c.Put("f", f.ID)
	c.PutInt("g", f.Generation)
	return base64.RawURLEncoding.EncodeToString(s.deps.Opaque.Seal(c.JSON(), refreshAAD))
}

type refreshClaims struct {
	pool       userpool.PoolID
	family     string
	generation int64
}

func (s *Service) openRefresh(raw string) (refreshClaims, error) {
	if len(raw) > maxRefreshToken {
		return refreshClaims{}, errors.New("too long")
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(raw)
	if err != nil {
		return refreshClaims{}, err
	}
	b, err := s.deps.Opaque.Open(sealed, refreshAAD)
	if err != nil {
		return refreshClaims{}, err
	}
	c, err := claims.Parse(b)
	if err != nil {
		return refreshClaims{}, err
	}
	g, ok := c.Int("g")
	if !ok {
		return refreshClaims{}, errors.New("no generation")
	}
	return refreshClaims{userpool.PoolID(c.String("p")), c.String("f"), g}, nil
}

func invalidRefresh() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "Invalid Refresh Token.")
}

func revokedRefresh() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "Refresh Token has been revoked")
}

// RefreshRequest is one use of a refresh token.
type RefreshRequest struct {
	Pool      *userpool.Pool
	Client    *userpool.Client
	Token     string
	DeviceKey string
	Metadata  map[string]string
	// Identify is asked for the owner before anything is minted: the caller
	// checks SECRET_HASH against the real username there. It may be nil.
	Identify  func(*userpool.User) error
	IP, Agent string
}

// Refresh exchanges a refresh token. Without rotation it writes nothing but
// the last activity of a tracked session; with rotation the family moves on
// by one generation, and of two exchanges that arrive together one moves it
// while the other falls under the grace period.
func (s *Service) Refresh(ctx context.Context, r RefreshRequest) (Tokens, error) {
	rc, err := s.openRefresh(r.Token)
	if err != nil || rc.pool != r.Pool.ID {
		return Tokens{}, invalidRefresh()
	}
	var g Grant
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		g, err = s.readFamily(st, r, rc)
		return err
	})
	if err != nil {
		return Tokens{}, err
	}
	if r.Identify != nil {
		if err := r.Identify(g.User); err != nil {
			return Tokens{}, err
		}
	}
	t, err := s.Mint(ctx, g)
	if err != nil {
		return Tokens{}, err
	}
	if err := s.moveOn(ctx, r, g.Family, rc); err != nil {
		return Tokens{}, err
	}
	if r.Client.Rotates() {
		t.Refresh = s.RefreshToken(g.Family)
	}
	return t, nil
}

// readFamily reads what the refresh token stands for, in two statements, and
// refuses it in Cognito's order: foreign, revoked, expired, reused, device.
func (s *Service) readFamily(st Store, r RefreshRequest, rc refreshClaims) (Grant, error) {
	now := s.deps.Now()
	f, u, err := st.FamilyAndUser(rc.pool, rc.family)
	if errors.Is(err, userpool.ErrNotFound) {
		return Grant{}, revokedRefresh()
	}
	if err != nil {
		return Grant{}, err
	}
	switch {
	case f.Client != r.Client.ID:
		return Grant{}, invalidRefresh()
	case u == nil || f.Revoked || f.Epoch != u.TokenEpoch || !u.Enabled:
		return Grant{}, revokedRefresh()
	case !now.Before(f.Expires):
		return Grant{}, userpool.Errorf(userpool.NotAuthorized, "Refresh Token has expired")
	}
	if err := checkGeneration(f, rc.generation, now); err != nil {
		return Grant{}, err
	}
	confirmed, err := s.checkDevice(st, r, f)
	if err != nil {
		return Grant{}, err
	}
	groups, err := st.GroupsOf(u.Pool, u.Sub)
	if err != nil {
		return Grant{}, err
	}
	copied := *f
	copied.Nonce = "" // says which request an ID token answers; a refresh answers none
	return Grant{Pool: r.Pool, Client: r.Client, User: u, Groups: groups, Family: &copied,
		Source: hook.SourceRefresh, Metadata: r.Metadata, DeviceConfirmed: confirmed}.of(&copied), nil
}

// checkGeneration refuses a token that a later one has replaced, once its
// grace period is over.
func checkGeneration(f *userpool.TokenFamily, generation int64, now time.Time) error {
	switch {
	case generation == f.Generation:
		return nil
	case generation == f.Generation-1 && now.Before(f.GraceUntil):
		return nil
	case generation < f.Generation:
		return userpool.Errorf(userpool.RefreshTokenReuse, "Refresh token has already been used")
	}
	return invalidRefresh()
}

// checkDevice demands, in a pool that tracks devices, the confirmed device
// that the family was made with.
func (s *Service) checkDevice(st Store, r RefreshRequest, f *userpool.TokenFamily) (confirmed bool, err error) {
	if r.Pool.Devices == nil || f.Scopes != nil {
		return false, nil
	}
	key := r.DeviceKey
	if f.DeviceKey == "" && key == "" {
		return false, nil
	}
	if key != f.DeviceKey {
		return false, invalidRefresh()
	}
	d, err := st.Device(f.Pool, f.Sub, key)
	if errors.Is(err, userpool.ErrNotFound) {
		return false, invalidRefresh()
	}
	if err != nil {
		return false, err
	}
	if !d.Confirmed() {
		return false, invalidRefresh()
	}
	return true, nil
}

// moveOn records the use: a new generation with rotation, the last activity of
// a tracked session (not more often than once a minute), otherwise nothing.
func (s *Service) moveOn(ctx context.Context, r RefreshRequest, f *userpool.TokenFamily, rc refreshClaims) error {
	now := s.deps.Now()
	if r.Client.Rotates() && rc.generation == f.Generation {
		next := *f
		next.Generation++
		// Without a grace period there is no instant before its end either, not
		// even on a node whose clock is behind.
		next.GraceUntil = time.Time{}
		if grace := r.Client.Rotation.GraceSeconds; grace > 0 {
			next.GraceUntil = now.Add(time.Duration(grace) * time.Second)
		}
		next.LastActive, next.IP, next.Agent = now, r.IP, r.Agent
		err := s.deps.DB.Update(ctx, func(st Store) error { return st.RotateFamily(next) })
		if errors.Is(err, userpool.ErrConflict) {
			return s.lostRace(ctx, f, now)
		}
		if err != nil {
			return fmt.Errorf("rotate refresh token: %w", err)
		}
		f.Generation = next.Generation
		return nil
	}
	if r.Pool.Sessions.Enabled && now.Sub(f.LastActive) >= time.Minute {
		return s.deps.DB.Update(ctx, func(st Store) error {
			return st.TouchFamily(f.Pool, f.ID, now, r.IP, r.Agent)
		})
	}
	return nil
}

// lostRace settles an exchange that another one overtook: within the grace
// period it counts as a retry and gets the current generation.
func (s *Service) lostRace(ctx context.Context, f *userpool.TokenFamily, now time.Time) error {
	return s.deps.DB.View(ctx, func(st Store) error {
		current, _, err := st.FamilyAndUser(f.Pool, f.ID)
		if err != nil {
			return revokedRefresh().Because(err)
		}
		if current.Revoked {
			return revokedRefresh()
		}
		if err := checkGeneration(current, f.Generation, now); err != nil {
			return err
		}
		f.Generation = current.Generation
		return nil
	})
}

// Revoke ends the family of a refresh token. A token that is no refresh token
// of this installation, or already ended, is a success: its owner wanted it
// dead. A live token of another client is Unauthorized.
func (s *Service) Revoke(ctx context.Context, client *userpool.Client, raw string) error {
	return s.revoke(ctx, client, raw, false)
}

// RevokeLinked is Revoke that ends the SSO session too that the family came
// through, if there is one.
func (s *Service) RevokeLinked(ctx context.Context, client *userpool.Client, raw string) error {
	return s.revoke(ctx, client, raw, true)
}

func (s *Service) revoke(ctx context.Context, client *userpool.Client, raw string, linked bool) error {
	if looksLikeJWT(raw) {
		return userpool.Errorf(userpool.UnsupportedTokenType, "Unsupported token type")
	}
	rc, err := s.openRefresh(raw)
	if err != nil {
		return nil
	}
	return s.deps.DB.Update(ctx, func(st Store) error {
		f, _, err := st.FamilyAndUser(rc.pool, rc.family)
		if errors.Is(err, userpool.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if f.Client != client.ID {
			return userpool.Errorf(userpool.Unauthorized, "Unauthorized: the token was issued to another client")
		}
		if f.Revoked {
			return nil
		}
		if err := st.RevokeFamily(f.Pool, f.ID); err != nil || !linked || f.Origin == "" {
			return err
		}
		err = st.RevokeSSOSession(f.Pool, f.Origin)
		if errors.Is(err, userpool.ErrNotFound) {
			return nil // it has ended and been swept
		}
		return err
	})
}

func looksLikeJWT(raw string) bool {
	dots := 0
	for i := range len(raw) {
		if raw[i] == '.' {
			dots++
		}
	}
	return dots == 2
}
