package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/recovery"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ForgotPassword sends a code with which a new password can be set.
func (s *Service) ForgotPassword(ctx context.Context, in *idp.ForgotPasswordRequest) (*idp.ForgotPasswordResponse, error) {
	sent, err := s.Recovery.Forgot(ctx, recovery.ForgotRequest{
		Client: userpool.ClientID(*in.ClientId), Username: *in.Username, SecretHash: value(in.SecretHash),
		Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ForgotPasswordResponse{CodeDeliveryDetails: deliveryOf(sent)}, nil
}
