package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// TagPolicy adds tags to a managed policy.
func (s *Service) TagPolicy(ctx context.Context, in *iam.TagPolicyRequest) error {
	return fault(s.IAM.TagPolicy(ctx, *in.PolicyArn, tagsFrom(in.Tags)))
}
