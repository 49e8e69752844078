package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminEnableUser lets a disabled user sign in again.
func (s *Service) AdminEnableUser(ctx context.Context, in *idp.AdminEnableUserRequest) (*idp.AdminEnableUserResponse, error) {
	if err := s.Directory.Enable(ctx, userpool.PoolID(*in.UserPoolId), *in.Username); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminEnableUserResponse{}, nil
}
