package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DeleteUserPolicy removes an embedded policy of a user.
func (s *Service) DeleteUserPolicy(ctx context.Context, in *iam.DeleteUserPolicyRequest) error {
	return fault(s.IAM.DeleteInline(ctx, service.UserNamed(*in.UserName), *in.PolicyName))
}
