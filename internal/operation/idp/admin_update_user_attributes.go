package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/directory"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminUpdateUserAttributes changes attributes of a user.
func (s *Service) AdminUpdateUserAttributes(ctx context.Context, in *idp.AdminUpdateUserAttributesRequest) (*idp.AdminUpdateUserAttributesResponse, error) {
	err := s.Directory.UpdateAttributes(ctx, directory.Update{
		Pool: userpool.PoolID(*in.UserPoolId), Username: *in.Username,
		Attributes: givenFrom(in.UserAttributes), Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AdminUpdateUserAttributesResponse{}, nil
}
