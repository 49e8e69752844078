package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/wire/identity"
)

// SetPrincipalTagAttributeMap sets how claims of a provider's tokens become tags.
func (s *Service) SetPrincipalTagAttributeMap(
	ctx context.Context, in *identity.SetPrincipalTagAttributeMapInput,
) (*identity.SetPrincipalTagAttributeMapResponse, error) {
	m, err := s.Pools.SetTagMap(ctx, poolID(in.IdentityPoolId), *in.IdentityProviderName, identitypool.TagMap{
		UseDefaults: value(in.UseDefaults), Tags: in.PrincipalTags,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &identity.SetPrincipalTagAttributeMapResponse{
		IdentityPoolId: in.IdentityPoolId, IdentityProviderName: in.IdentityProviderName, UseDefaults: &m.UseDefaults,
		PrincipalTags: filled(m.Tags),
	}, nil
}
