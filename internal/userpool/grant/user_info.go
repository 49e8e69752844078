package grant

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// What userInfo says to a token that it does not take.
const (
	badUserInfo = "Bad OAuth2 request at UserInfo Endpoint"
	deadToken   = "Access token is expired, disabled, or deleted, or the user has globally signed out."
)

// UserInfo answers the userInfo endpoint of a pool: what the scopes of an
// access token open of its user. All values are texts, verified flags too. Its
// errors are *Error: InvalidRequest without a token or the openid scope,
// InvalidToken for a token that does not live.
func (s *Service) UserInfo(ctx context.Context, pool userpool.PoolID, raw string) (*claims.Set, error) {
	if raw == "" {
		return nil, failf(InvalidRequest, badUserInfo)
	}
	a, err := s.deps.Tokens.Accept(ctx, raw)
	var e *userpool.Error
	if errors.As(err, &e) {
		return nil, &Error{Code: InvalidToken, Description: deadToken, Cause: err}
	}
	if err != nil {
		return nil, err
	}
	if a.Pool.ID != pool {
		return nil, failf(InvalidToken, deadToken)
	}
	if !a.HasScope("openid") {
		return nil, failf(InvalidRequest, badUserInfo)
	}
	return info(a), nil
}

func info(a *token.Access) *claims.Set {
	c := &claims.Set{}
	c.Put("sub", string(a.User.Sub))
	opens := func(n userpool.AttributeName) bool { return token.OpensAttribute(a.Client, a.Scopes, n) }
	for _, n := range a.User.Attributes.Names() {
		v := a.User.Attributes[n]
		if v != "" && n != userpool.AttrSub && n != userpool.AttrIdentities && opens(n) {
			c.Put(string(n), v)
		}
	}
	if len(a.User.Identities) > 0 && opens(userpool.AttrIdentities) {
		c.Put("identities", token.IdentitiesText(a.User.Identities))
	}
	c.Put("username", string(a.User.Username))
	return c
}
