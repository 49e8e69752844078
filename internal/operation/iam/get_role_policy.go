package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// GetRolePolicy reads an embedded policy of a role.
func (s *Service) GetRolePolicy(ctx context.Context, in *iam.GetRolePolicyRequest) (*iam.GetRolePolicyResponse, error) {
	p, err := s.IAM.Inline(ctx, service.RoleNamed(*in.RoleName), *in.PolicyName)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.GetRolePolicyResponse{
		RoleName: in.RoleName, PolicyName: &p.Name, PolicyDocument: new(encoded(p.Text)),
	}, nil
}
