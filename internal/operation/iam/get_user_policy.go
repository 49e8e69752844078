package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// GetUserPolicy reads an embedded policy of a user.
func (s *Service) GetUserPolicy(ctx context.Context, in *iam.GetUserPolicyRequest) (*iam.GetUserPolicyResponse, error) {
	p, err := s.IAM.Inline(ctx, service.UserNamed(*in.UserName), *in.PolicyName)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.GetUserPolicyResponse{
		UserName: in.UserName, PolicyName: &p.Name, PolicyDocument: new(encoded(p.Text)),
	}, nil
}
