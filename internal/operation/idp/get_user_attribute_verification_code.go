package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetUserAttributeVerificationCode sends a code that verifies an address.
func (s *Service) GetUserAttributeVerificationCode(ctx context.Context, in *idp.GetUserAttributeVerificationCodeRequest) (*idp.GetUserAttributeVerificationCodeResponse, error) {
	sent, err := s.Profile.SendCode(ctx, *in.AccessToken, userpool.AttributeName(*in.AttributeName), in.ClientMetadata)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.GetUserAttributeVerificationCodeResponse{CodeDeliveryDetails: deliveryOf(sent)}, nil
}
