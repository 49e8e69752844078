package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// CreatePolicy makes a managed policy.
func (s *Service) CreatePolicy(ctx context.Context, in *iam.CreatePolicyRequest) (*iam.CreatePolicyResponse, error) {
	p, err := s.IAM.CreatePolicy(ctx, principal.ManagedPolicy{
		Path: value(in.Path), Name: *in.PolicyName, Description: value(in.Description), Tags: tagsFrom(in.Tags),
	}, *in.PolicyDocument)
	if err != nil {
		return nil, fault(err)
	}
	out := policyOf(p)
	out.Description = nil // told by GetPolicy only
	return &iam.CreatePolicyResponse{Policy: out}, nil
}
