package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// CreateRole makes a role.
func (s *Service) CreateRole(ctx context.Context, in *iam.CreateRoleRequest) (*iam.CreateRoleResponse, error) {
	r, err := s.IAM.CreateRole(ctx, principal.Role{
		Path: value(in.Path), Name: *in.RoleName, Description: value(in.Description), Trust: *in.AssumeRolePolicyDocument,
		MaxSession: seconds(in.MaxSessionDuration), Boundary: value(in.PermissionsBoundary), Tags: tagsFrom(in.Tags),
	})
	if err != nil {
		return nil, fault(err)
	}
	return &iam.CreateRoleResponse{Role: s.roleOf(r)}, nil
}
