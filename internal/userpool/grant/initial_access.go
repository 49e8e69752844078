package grant

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/userpool"
)

// InsufficientScope is the code of RFC 6750 for a good token of the wrong scope.
const InsufficientScope = "insufficient_scope"

// InitialAccess accepts the token with which a client may register others
// (RFC 7591 1.2): the access token of a client of the pool, with the scope for
// it. Its errors are *Error: InvalidToken or InsufficientScope.
func (s *Service) InitialAccess(ctx context.Context, pool userpool.PoolID, raw string) error {
	a, err := s.deps.Tokens.AcceptMachine(ctx, raw)
	var e *userpool.Error
	if errors.As(err, &e) {
		return &Error{Code: InvalidToken, Cause: err}
	}
	switch {
	case err != nil:
		return err
	case a.Pool.ID != pool || a.Client.Registered:
		return fail(InvalidToken)
	case !a.HasScope(userpool.ScopeRegister):
		return fail(InsufficientScope)
	}
	return nil
}
