package token

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/jwt"
	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
)

func invalidAccess() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "Invalid Access Token")
}

func revokedAccess() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "Access Token has been revoked")
}

func missingScopes() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "Access Token does not have required scopes")
}

// Verify accepts the access token of an operation that needs the self-service
// scope. The checks, in order: form and signature, expiry, revocation, scope,
// and that the user is still there and enabled.
func (s *Service) Verify(ctx context.Context, raw string) (*Access, error) {
	a, err := s.Accept(ctx, raw)
	if err != nil {
		return nil, err
	}
	if !a.HasScope(SelfServiceScope) {
		return nil, missingScopes()
	}
	return a, nil
}

// Accept is Verify for any scope; userInfo asks for others.
func (s *Service) Accept(ctx context.Context, raw string) (*Access, error) {
	c, pool, err := s.open(ctx, raw, userpool.KeyAccess, "access")
	if err != nil {
		return nil, err
	}
	exp, ok := c.Int("exp")
	if !ok {
		return nil, invalidAccess()
	}
	if s.deps.Now().Unix() >= exp {
		return nil, userpool.Errorf(userpool.NotAuthorized, "Access Token has expired")
	}
	client, _, err := s.deps.Registry.Client(ctx, userpool.ClientID(c.String("client_id")))
	if err != nil {
		return nil, err
	}
	if client.Pool != pool.ID {
		return nil, invalidAccess()
	}
	a := &Access{Pool: pool, Client: client, Scopes: strings.Fields(c.String("scope")), JTI: c.String("jti"),
		ACR: c.String("acr"), AMR: c.Strings("amr")}
	if t, ok := c.Int("auth_time"); ok {
		a.AuthTime = time.Unix(t, 0)
	}
	if c.String("username") == "" {
		return nil, missingScopes() // of a client that acts for itself: there is no user to act for
	}
	if err := s.attachUser(ctx, a, c); err != nil {
		return nil, err
	}
	if !a.User.Enabled {
		return nil, userpool.UserDisabled()
	}
	return a, nil
}

// attachUser reads the token's family and user in one statement and refuses
// what was revoked since.
func (s *Service) attachUser(ctx context.Context, a *Access, c *claims.Set) error {
	sub := userpool.Sub(c.String("sub"))
	origin := c.String("origin_jti")
	iat, _ := c.Int("iat")
	return s.deps.DB.View(ctx, func(st Store) error {
		if origin == "" {
			u, err := st.UserBySub(a.Pool.ID, sub)
			if errors.Is(err, userpool.ErrNotFound) {
				return userpool.UserMissing()
			}
			if err != nil {
				return err
			}
			if !u.SignedOutAt.IsZero() && iat <= u.SignedOutAt.Unix() {
				return revokedAccess()
			}
			a.User = u
			return nil
		}
		f, u, err := st.FamilyAndUser(a.Pool.ID, origin)
		if errors.Is(err, userpool.ErrNotFound) {
			return s.withoutFamily(st, a.Pool.ID, sub)
		}
		if err != nil {
			return err
		}
		if u == nil {
			return userpool.UserMissing()
		}
		if f.Sub != sub || f.Client != a.Client.ID {
			return invalidAccess()
		}
		if f.Revoked || f.Epoch != u.TokenEpoch {
			return revokedAccess()
		}
		a.User, a.Family = u, f
		return nil
	})
}

// withoutFamily tells a deleted user from a family that was ended and swept.
func (s *Service) withoutFamily(st Store, pool userpool.PoolID, sub userpool.Sub) error {
	_, err := st.UserBySub(pool, sub)
	if errors.Is(err, userpool.ErrNotFound) {
		return userpool.UserMissing()
	}
	if err != nil {
		return err
	}
	return revokedAccess()
}

// open checks form, signature, issuer and use. The issuer names the pool whose
// keys are asked, and must then be exactly that pool's.
func (s *Service) open(ctx context.Context, raw string, use userpool.KeyUse, tokenUse string) (*claims.Set, *userpool.Pool, error) {
	t, err := jwt.Open(raw)
	if err != nil {
		return nil, nil, invalidAccess().Because(err)
	}
	c, err := claims.Parse(t.Claims())
	if err != nil {
		return nil, nil, invalidAccess().Because(err)
	}
	iss := c.String("iss")
	id := userpool.PoolID(iss[strings.LastIndexByte(iss, '/')+1:])
	pool, err := s.deps.Registry.Pool(ctx, id)
	if userpool.CodeOf(err) == userpool.ResourceNotFound {
		return nil, nil, invalidAccess().Because(err)
	}
	if err != nil {
		return nil, nil, err
	}
	keys, err := s.verifiers(ctx, id, use)
	if err != nil {
		return nil, nil, err
	}
	if err := t.Verify(keys); err != nil {
		return nil, nil, invalidAccess().Because(err)
	}
	if iss != s.deps.Issuer(id) || c.String("token_use") != tokenUse {
		return nil, nil, invalidAccess()
	}
	return c, pool, nil
}

// SignedID checks only form, signature, issuer and use of an ID token: identity
// pools tell the rest in words of their own.
func (s *Service) SignedID(ctx context.Context, raw string) (*claims.Set, *userpool.Pool, error) {
	return s.open(ctx, raw, userpool.KeyID, "id")
}

// VerifyID checks signature, issuer, audience, use and expiry of an ID token,
// for edges that are given one (identity pools, logout).
func (s *Service) VerifyID(ctx context.Context, raw string, audience []userpool.ClientID) (*claims.Set, *userpool.Pool, error) {
	c, pool, err := s.open(ctx, raw, userpool.KeyID, "id")
	if err != nil {
		return nil, nil, err
	}
	exp, ok := c.Int("exp")
	if !ok || s.deps.Now().Unix() >= exp {
		return nil, nil, userpool.Errorf(userpool.NotAuthorized, "Invalid login token. Token expired")
	}
	if audience != nil && !slices.Contains(audience, userpool.ClientID(c.String("aud"))) {
		return nil, nil, userpool.Errorf(userpool.NotAuthorized, "Invalid login token. Incorrect token audience.")
	}
	return c, pool, nil
}
