package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminDisableUser keeps a user from signing in and ends its tokens.
func (s *Service) AdminDisableUser(ctx context.Context, in *idp.AdminDisableUserRequest) (*idp.AdminDisableUserResponse, error) {
	if err := s.Directory.Disable(ctx, userpool.PoolID(*in.UserPoolId), *in.Username); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminDisableUserResponse{}, nil
}
