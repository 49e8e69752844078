package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminDeleteUser deletes a user.
func (s *Service) AdminDeleteUser(ctx context.Context, in *idp.AdminDeleteUserRequest) error {
	return fault(s.Directory.Delete(ctx, userpool.PoolID(*in.UserPoolId), *in.Username))
}
