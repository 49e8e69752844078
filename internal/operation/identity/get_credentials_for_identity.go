package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// GetCredentialsForIdentity gives an identity temporary credentials.
func (s *Service) GetCredentialsForIdentity(
	ctx context.Context, in *identity.GetCredentialsForIdentityInput,
) (*identity.GetCredentialsForIdentityResponse, error) {
	id, c, err := s.Pools.GetCredentials(ctx, identityID(in.IdentityId), in.Logins, value(in.CustomRoleArn))
	if err != nil {
		return nil, fault(err)
	}
	return &identity.GetCredentialsForIdentityResponse{
		IdentityId: new(string(id)),
		Credentials: &identity.Credentials{
			AccessKeyId: &c.AccessKeyID, SecretKey: &c.SecretKey, SessionToken: &c.SessionToken, Expiration: instant(c.Expires),
		},
	}, nil
}
