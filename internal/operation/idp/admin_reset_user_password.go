package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminResetUserPassword makes a user set a new password.
func (s *Service) AdminResetUserPassword(ctx context.Context, in *idp.AdminResetUserPasswordRequest) (*idp.AdminResetUserPasswordResponse, error) {
	if err := s.Recovery.Reset(ctx, userpool.PoolID(*in.UserPoolId), *in.Username, in.ClientMetadata); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminResetUserPasswordResponse{}, nil
}
