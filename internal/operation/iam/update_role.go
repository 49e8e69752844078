package iam

import (
	"context"
	"time"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UpdateRole sets description and session length of a role.
func (s *Service) UpdateRole(ctx context.Context, in *iam.UpdateRoleRequest) (*iam.UpdateRoleResponse, error) {
	var length *time.Duration
	if in.MaxSessionDuration != nil {
		length = new(seconds(in.MaxSessionDuration))
	}
	if _, err := s.IAM.UpdateRole(ctx, *in.RoleName, in.Description, length); err != nil {
		return nil, fault(err)
	}
	return &iam.UpdateRoleResponse{}, nil
}
