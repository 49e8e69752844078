package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DeleteRolePolicy removes an embedded policy of a role.
func (s *Service) DeleteRolePolicy(ctx context.Context, in *iam.DeleteRolePolicyRequest) error {
	return fault(s.IAM.DeleteInline(ctx, service.RoleNamed(*in.RoleName), *in.PolicyName))
}
