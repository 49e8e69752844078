package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UpdateAssumeRolePolicy replaces the trust policy of a role.
func (s *Service) UpdateAssumeRolePolicy(ctx context.Context, in *iam.UpdateAssumeRolePolicyRequest) error {
	return fault(s.IAM.UpdateTrust(ctx, *in.RoleName, *in.PolicyDocument))
}
