package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// GetRole reads a role, with what only this operation tells of it.
func (s *Service) GetRole(ctx context.Context, in *iam.GetRoleRequest) (*iam.GetRoleResponse, error) {
	r, err := s.IAM.Role(ctx, *in.RoleName)
	if err != nil {
		return nil, fault(err)
	}
	out := s.roleOf(r)
	out.RoleLastUsed = lastUse(r)
	return &iam.GetRoleResponse{Role: out}, nil
}
