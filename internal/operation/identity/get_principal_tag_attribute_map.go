package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// GetPrincipalTagAttributeMap reads how claims of a provider's tokens become tags.
func (s *Service) GetPrincipalTagAttributeMap(
	ctx context.Context, in *identity.GetPrincipalTagAttributeMapInput,
) (*identity.GetPrincipalTagAttributeMapResponse, error) {
	m, err := s.Pools.TagMapOf(ctx, poolID(in.IdentityPoolId), *in.IdentityProviderName)
	if err != nil {
		return nil, fault(err)
	}
	return &identity.GetPrincipalTagAttributeMapResponse{
		IdentityPoolId: in.IdentityPoolId, IdentityProviderName: in.IdentityProviderName, UseDefaults: &m.UseDefaults,
		PrincipalTags: filled(m.Tags),
	}, nil
}
