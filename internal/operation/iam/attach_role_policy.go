package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// AttachRolePolicy gives a role a managed policy.
func (s *Service) AttachRolePolicy(ctx context.Context, in *iam.AttachRolePolicyRequest) error {
	return fault(s.IAM.Attach(ctx, service.RoleNamed(*in.RoleName), *in.PolicyArn))
}
