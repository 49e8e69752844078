package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// PutUserPolicy embeds a policy in a user.
func (s *Service) PutUserPolicy(ctx context.Context, in *iam.PutUserPolicyRequest) error {
	return fault(s.IAM.PutInline(ctx, service.UserNamed(*in.UserName), principal.InlinePolicy{Name: *in.PolicyName, Text: *in.PolicyDocument}))
}
