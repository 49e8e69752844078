package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// DeleteIdentityPool deletes an identity pool with its identities.
func (s *Service) DeleteIdentityPool(ctx context.Context, in *identity.DeleteIdentityPoolInput) error {
	return fault(s.Pools.Delete(ctx, poolID(in.IdentityPoolId)))
}
