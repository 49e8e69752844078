package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DeleteUser deletes a user without policies and keys.
func (s *Service) DeleteUser(ctx context.Context, in *iam.DeleteUserRequest) error {
	return fault(s.IAM.DeleteUser(ctx, *in.UserName))
}
