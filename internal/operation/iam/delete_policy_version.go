package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DeletePolicyVersion deletes a version that is not in force.
func (s *Service) DeletePolicyVersion(ctx context.Context, in *iam.DeletePolicyVersionRequest) error {
	return fault(s.IAM.DeleteVersion(ctx, *in.PolicyArn, *in.VersionId))
}
