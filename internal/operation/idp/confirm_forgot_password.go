package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/recovery"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ConfirmForgotPassword sets a new password with a code.
func (s *Service) ConfirmForgotPassword(ctx context.Context, in *idp.ConfirmForgotPasswordRequest) (*idp.ConfirmForgotPasswordResponse, error) {
	err := s.Recovery.Confirm(ctx, recovery.ConfirmRequest{
		Client: userpool.ClientID(*in.ClientId), Username: *in.Username, SecretHash: value(in.SecretHash),
		Code: *in.ConfirmationCode, Password: *in.Password, Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ConfirmForgotPasswordResponse{}, nil
}
