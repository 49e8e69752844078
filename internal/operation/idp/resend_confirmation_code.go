package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signup"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ResendConfirmationCode sends another confirmation code.
func (s *Service) ResendConfirmationCode(ctx context.Context, in *idp.ResendConfirmationCodeRequest) (*idp.ResendConfirmationCodeResponse, error) {
	sent, err := s.Signup.Resend(ctx, signup.ResendRequest{
		Client: userpool.ClientID(*in.ClientId), Username: *in.Username, SecretHash: value(in.SecretHash),
		Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ResendConfirmationCodeResponse{CodeDeliveryDetails: deliveryOf(sent)}, nil
}
