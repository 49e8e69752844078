package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UpdateRoleDescription sets the description of a role.
func (s *Service) UpdateRoleDescription(ctx context.Context, in *iam.UpdateRoleDescriptionRequest) (*iam.UpdateRoleDescriptionResponse, error) {
	r, err := s.IAM.UpdateRole(ctx, *in.RoleName, in.Description, nil)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.UpdateRoleDescriptionResponse{Role: s.roleOf(r)}, nil
}
