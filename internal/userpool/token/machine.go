package token

import (
	"context"
	"strings"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// Machine is a client that acts for itself: no user, no family, no refresh.
type Machine struct {
	Pool     *userpool.Pool
	Client   *userpool.Client
	Scopes   []string
	Metadata map[string]string // reaches PreTokenGeneration V3_0
}

// MintMachine calls PreTokenGeneration, if the pool has its third form, and
// signs an access token whose subject is the client.
func (s *Service) MintMachine(ctx context.Context, m Machine) (Tokens, error) {
	var changes hook.TokenResult
	var err error
	if m.Pool.Lambda.PreTokenGeneration != "" {
		changes, err = s.deps.Hooks.PreTokenGeneration(ctx, hook.TokenEvent{
			Event:  hook.Event{Pool: m.Pool, Client: m.Client.ID, Source: hook.SourceClientCredential, Metadata: m.Metadata},
			Scopes: m.Scopes,
		})
		if err != nil {
			return Tokens{}, err
		}
	}
	jti, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return Tokens{}, err
	}
	t := Tokens{ExpiresIn: int64(m.Client.AccessTTL().Seconds())}
	c := s.machineClaims(m, jti, t.ExpiresIn)
	apply(c, changes.Access, fixedAccess, string(m.Client.ID))
	applyScopes(c, changes)
	t.Access, err = s.sign(ctx, m.Pool.ID, userpool.KeyAccess, c)
	return t, err
}

func (s *Service) machineClaims(m Machine, jti string, ttl int64) *claims.Set {
	iat := s.deps.Now().Unix()
	c := &claims.Set{}
	c.Put("sub", string(m.Client.ID))
	c.Put("token_use", "access")
	c.Put("scope", strings.Join(m.Scopes, " "))
	c.PutInt("auth_time", iat)
	c.Put("iss", s.deps.Issuer(m.Pool.ID))
	c.PutInt("exp", iat+ttl)
	c.PutInt("iat", iat)
	c.PutInt("version", 2)
	c.Put("jti", jti)
	c.Put("client_id", string(m.Client.ID))
	return c
}

// AcceptMachine accepts the access token of a client that acts for itself.
// It dies with its expiry or its client; the token of a user is none.
func (s *Service) AcceptMachine(ctx context.Context, raw string) (*Access, error) {
	c, pool, err := s.open(ctx, raw, userpool.KeyAccess, "access")
	if err != nil {
		return nil, err
	}
	exp, ok := c.Int("exp")
	if !ok || c.String("sub") != c.String("client_id") || c.Has("username") {
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
	return &Access{Pool: pool, Client: client, Scopes: strings.Fields(c.String("scope")), JTI: c.String("jti")}, nil
}
