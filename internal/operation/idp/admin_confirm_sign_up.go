package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminConfirmSignUp confirms a user without a code.
func (s *Service) AdminConfirmSignUp(ctx context.Context, in *idp.AdminConfirmSignUpRequest) (*idp.AdminConfirmSignUpResponse, error) {
	if err := s.Signup.AdminConfirm(ctx, userpool.PoolID(*in.UserPoolId), *in.Username, in.ClientMetadata); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminConfirmSignUpResponse{}, nil
}
