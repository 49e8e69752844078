package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// UnlinkDeveloperIdentity takes a developer's user from an identity.
func (s *Service) UnlinkDeveloperIdentity(ctx context.Context, in *identity.UnlinkDeveloperIdentityInput) error {
	return fault(s.Pools.UnlinkDeveloper(ctx, poolID(in.IdentityPoolId), identityID(in.IdentityId), *in.DeveloperProviderName,
		*in.DeveloperUserIdentifier))
}
