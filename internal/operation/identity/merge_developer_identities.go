package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// MergeDeveloperIdentities joins the identities of two of a developer's users.
func (s *Service) MergeDeveloperIdentities(
	ctx context.Context, in *identity.MergeDeveloperIdentitiesInput,
) (*identity.MergeDeveloperIdentitiesResponse, error) {
	id, err := s.Pools.MergeDevelopers(ctx, poolID(in.IdentityPoolId), *in.DeveloperProviderName, *in.SourceUserIdentifier,
		*in.DestinationUserIdentifier)
	if err != nil {
		return nil, fault(err)
	}
	return &identity.MergeDeveloperIdentitiesResponse{IdentityId: new(string(id))}, nil
}
