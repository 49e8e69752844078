package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// GetPolicyVersion reads a version of a managed policy.
func (s *Service) GetPolicyVersion(ctx context.Context, in *iam.GetPolicyVersionRequest) (*iam.GetPolicyVersionResponse, error) {
	v, isDefault, err := s.IAM.Version(ctx, *in.PolicyArn, *in.VersionId)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.GetPolicyVersionResponse{PolicyVersion: new(versionOf(v, isDefault))}, nil
}
