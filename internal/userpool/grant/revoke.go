package grant

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Revoke answers the revocation endpoint of a pool (RFC 7009): the refresh
// token and all that came from it end. A token that is unknown or already dead
// is a success. Its errors are *Error.
func (s *Service) Revoke(ctx context.Context, pool userpool.PoolID, in Credentials, refreshToken string) error {
	c, _, err := s.authenticate(ctx, pool, in)
	if err != nil {
		return err
	}
	if refreshToken == "" || !c.TokenRevocation {
		return fail(InvalidRequest)
	}
	err = s.deps.Tokens.Revoke(ctx, c, refreshToken)
	switch userpool.CodeOf(err) {
	case userpool.UnsupportedTokenType:
		return &Error{Code: UnsupportedTokenType, Cause: err}
	case userpool.Unauthorized:
		return &Error{Code: UnauthorizedClient, Cause: err}
	}
	return err
}
