package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// CreatePolicyVersion adds a version to a managed policy.
func (s *Service) CreatePolicyVersion(ctx context.Context, in *iam.CreatePolicyVersionRequest) (*iam.CreatePolicyVersionResponse, error) {
	v, isDefault, err := s.IAM.CreateVersion(ctx, *in.PolicyArn, *in.PolicyDocument, value(in.SetAsDefault))
	if err != nil {
		return nil, fault(err)
	}
	out := versionOf(v, isDefault)
	out.Document = nil // the caller has it
	return &iam.CreatePolicyVersionResponse{PolicyVersion: &out}, nil
}
