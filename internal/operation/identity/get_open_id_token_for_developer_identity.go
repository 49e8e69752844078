package identity

import (
	"context"
	"time"

	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/wire/identity"
)

// GetOpenIdTokenForDeveloperIdentity gives an OpenID token for a user whom the
// caller has authenticated.
func (s *Service) GetOpenIdTokenForDeveloperIdentity(
	ctx context.Context, in *identity.GetOpenIdTokenForDeveloperIdentityInput,
) (*identity.GetOpenIdTokenForDeveloperIdentityResponse, error) {
	id, token, err := s.Pools.GetDeveloperToken(ctx, identitypool.DeveloperRequest{
		Pool: poolID(in.IdentityPoolId), Identity: identityID(in.IdentityId), Logins: in.Logins, Tags: in.PrincipalTags,
		Life: time.Duration(value(in.TokenDuration)) * time.Second,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &identity.GetOpenIdTokenForDeveloperIdentityResponse{IdentityId: new(string(id)), Token: &token}, nil
}
