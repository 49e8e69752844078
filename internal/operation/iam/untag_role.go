package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UntagRole removes tags of a role.
func (s *Service) UntagRole(ctx context.Context, in *iam.UntagRoleRequest) error {
	return fault(s.IAM.UntagRole(ctx, *in.RoleName, in.TagKeys))
}
