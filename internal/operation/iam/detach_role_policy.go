package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DetachRolePolicy takes a managed policy from a role.
func (s *Service) DetachRolePolicy(ctx context.Context, in *iam.DetachRolePolicyRequest) error {
	return fault(s.IAM.Detach(ctx, service.RoleNamed(*in.RoleName), *in.PolicyArn))
}
