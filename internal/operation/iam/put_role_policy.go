package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// PutRolePolicy embeds a policy in a role.
func (s *Service) PutRolePolicy(ctx context.Context, in *iam.PutRolePolicyRequest) error {
	return fault(s.IAM.PutInline(ctx, service.RoleNamed(*in.RoleName), principal.InlinePolicy{Name: *in.PolicyName, Text: *in.PolicyDocument}))
}
