package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminUserGlobalSignOut ends all tokens of a user.
func (s *Service) AdminUserGlobalSignOut(ctx context.Context, in *idp.AdminUserGlobalSignOutRequest) (*idp.AdminUserGlobalSignOutResponse, error) {
	if err := s.Directory.SignOut(ctx, userpool.PoolID(*in.UserPoolId), *in.Username); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminUserGlobalSignOutResponse{}, nil
}
