package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// VerifyUserAttribute redeems a code that was sent to an address.
func (s *Service) VerifyUserAttribute(ctx context.Context, in *idp.VerifyUserAttributeRequest) (*idp.VerifyUserAttributeResponse, error) {
	if err := s.Profile.Verify(ctx, *in.AccessToken, userpool.AttributeName(*in.AttributeName), *in.Code); err != nil {
		return nil, fault(err)
	}
	return &idp.VerifyUserAttributeResponse{}, nil
}
