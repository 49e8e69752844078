package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// GetPolicy reads a managed policy.
func (s *Service) GetPolicy(ctx context.Context, in *iam.GetPolicyRequest) (*iam.GetPolicyResponse, error) {
	p, err := s.IAM.Policy(ctx, *in.PolicyArn)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.GetPolicyResponse{Policy: policyOf(p)}, nil
}
