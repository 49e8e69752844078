package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DeletePolicy deletes a managed policy that nobody uses.
func (s *Service) DeletePolicy(ctx context.Context, in *iam.DeletePolicyRequest) error {
	return fault(s.IAM.DeletePolicy(ctx, *in.PolicyArn))
}
