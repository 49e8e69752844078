package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DeleteRole deletes a role without policies.
func (s *Service) DeleteRole(ctx context.Context, in *iam.DeleteRoleRequest) error {
	return fault(s.IAM.DeleteRole(ctx, *in.RoleName))
}
