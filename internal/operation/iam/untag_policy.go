package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UntagPolicy removes tags of a managed policy.
func (s *Service) UntagPolicy(ctx context.Context, in *iam.UntagPolicyRequest) error {
	return fault(s.IAM.UntagPolicy(ctx, *in.PolicyArn, in.TagKeys))
}
