package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/profile"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UpdateUserAttributes changes attributes of the token's owner.
func (s *Service) UpdateUserAttributes(ctx context.Context, in *idp.UpdateUserAttributesRequest) (*idp.UpdateUserAttributesResponse, error) {
	sent, err := s.Profile.UpdateAttributes(ctx, profile.UpdateRequest{
		Token: *in.AccessToken, Attributes: givenFrom(in.UserAttributes), Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.UpdateUserAttributesResponse{CodeDeliveryDetailsList: deliveriesOf(sent)}, nil
}
