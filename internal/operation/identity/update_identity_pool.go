package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/wire/identity"
)

// UpdateIdentityPool replaces the settings of an identity pool.
func (s *Service) UpdateIdentityPool(ctx context.Context, in *identity.IdentityPool) (*identity.IdentityPool, error) {
	p, err := s.Pools.Update(ctx, identitypool.Pool{
		ID: poolID(in.IdentityPoolId), Name: *in.IdentityPoolName, AllowGuests: *in.AllowUnauthenticatedIdentities,
		AllowClassic: value(in.AllowClassicFlow), Social: in.SupportedLoginProviders, DeveloperProvider: value(in.DeveloperProviderName),
		OIDCProviders: in.OpenIdConnectProviderARNs, SAMLProviders: in.SamlProviderARNs,
		UserPools: providersFrom(in.CognitoIdentityProviders), Tags: in.IdentityPoolTags,
	})
	if err != nil {
		return nil, fault(err)
	}
	return poolOf(p), nil
}
