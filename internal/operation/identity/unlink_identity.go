package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// UnlinkIdentity takes logins from an identity.
func (s *Service) UnlinkIdentity(ctx context.Context, in *identity.UnlinkIdentityInput) error {
	return fault(s.Pools.Unlink(ctx, identityID(in.IdentityId), in.Logins, in.LoginsToRemove))
}
