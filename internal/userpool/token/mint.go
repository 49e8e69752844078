package token

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/crypto/jwt"
	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// Mint calls PreTokenGeneration and signs an access token and an ID token. It
// writes nothing and makes no refresh token.
func (s *Service) Mint(ctx context.Context, g Grant) (Tokens, error) {
	changes, err := s.customize(ctx, g)
	if err != nil {
		return Tokens{}, err
	}
	iat := s.deps.Now().Unix()
	ids := [2]string{}
	for i := range ids {
		if ids[i], err = codes.UUID(s.deps.Rand); err != nil {
			return Tokens{}, err
		}
	}
	access := s.accessClaims(g, iat, ids[0])
	applyGroups(access, changes.Groups, false)
	apply(access, changes.Access, fixedAccess, string(g.Client.ID))
	applyScopes(access, changes)
	t := Tokens{ExpiresIn: int64(g.Client.AccessTTL().Seconds())}
	if t.Access, err = s.sign(ctx, g.Pool.ID, userpool.KeyAccess, access); err != nil {
		return Tokens{}, err
	}
	if g.NoIDToken {
		return t, nil
	}
	id := s.idClaims(g, iat, ids[1])
	if g.OAuth {
		id.Put("at_hash", atHash(t.Access))
	}
	applyGroups(id, changes.Groups, true)
	apply(id, changes.ID, fixedID, string(g.Client.ID))
	t.ID, err = s.sign(ctx, g.Pool.ID, userpool.KeyID, id)
	return t, err
}

// atHash binds an ID token to the access token beside it (OpenID Connect Core
// 3.1.3.6): the left half of the hash of the signature algorithm.
func atHash(access string) string {
	h := sha256.Sum256([]byte(access))
	return base64.RawURLEncoding.EncodeToString(h[:len(h)/2])
}

func (s *Service) customize(ctx context.Context, g Grant) (hook.TokenResult, error) {
	if g.Pool.Lambda.PreTokenGeneration == "" {
		return hook.TokenResult{}, nil
	}
	roles, preferred := rolesOf(g.Groups)
	ev := hook.TokenEvent{
		Event: hook.Event{Pool: g.Pool, Client: g.Client.ID, Source: g.Source, User: g.User,
			UserName: string(g.User.Username), Metadata: g.Metadata},
		Groups: groupNames(g.Groups), Roles: roles, Scopes: g.scopes(),
	}
	if preferred != "" {
		ev.PreferredRole = &preferred
	}
	return s.deps.Hooks.PreTokenGeneration(ctx, ev)
}

func (s *Service) sign(ctx context.Context, pool userpool.PoolID, use userpool.KeyUse, c *claims.Set) (string, error) {
	key, err := s.signer(ctx, pool, use)
	if err != nil {
		return "", err
	}
	return jwt.Sign(key, c.JSON())
}
