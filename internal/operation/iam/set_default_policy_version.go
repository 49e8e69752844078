package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// SetDefaultPolicyVersion puts a version of a managed policy into force.
func (s *Service) SetDefaultPolicyVersion(ctx context.Context, in *iam.SetDefaultPolicyVersionRequest) error {
	return fault(s.IAM.SetDefault(ctx, *in.PolicyArn, *in.VersionId))
}
