package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// GetOpenIdToken gives an OpenID token for an identity.
func (s *Service) GetOpenIdToken(
	ctx context.Context, in *identity.GetOpenIdTokenInput,
) (*identity.GetOpenIdTokenResponse, error) {
	id, token, err := s.Pools.GetToken(ctx, identityID(in.IdentityId), in.Logins)
	if err != nil {
		return nil, fault(err)
	}
	return &identity.GetOpenIdTokenResponse{IdentityId: new(string(id)), Token: &token}, nil
}
