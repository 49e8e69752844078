package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UpdateUser gives a user another name or path.
func (s *Service) UpdateUser(ctx context.Context, in *iam.UpdateUserRequest) error {
	return fault(s.IAM.UpdateUser(ctx, *in.UserName, value(in.NewPath), value(in.NewUserName)))
}
