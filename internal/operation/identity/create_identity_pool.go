package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/wire/identity"
)

// CreateIdentityPool makes an identity pool.
func (s *Service) CreateIdentityPool(
	ctx context.Context, in *identity.CreateIdentityPoolInput,
) (*identity.IdentityPool, error) {
	p, err := s.Pools.Create(ctx, identitypool.Pool{
		Name: *in.IdentityPoolName, AllowGuests: *in.AllowUnauthenticatedIdentities,
		AllowClassic: value(in.AllowClassicFlow), Social: in.SupportedLoginProviders, DeveloperProvider: value(in.DeveloperProviderName),
		OIDCProviders: in.OpenIdConnectProviderARNs, SAMLProviders: in.SamlProviderARNs,
		UserPools: providersFrom(in.CognitoIdentityProviders), Tags: in.IdentityPoolTags,
	})
	if err != nil {
		return nil, fault(err)
	}
	return poolOf(p), nil
}
