package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListInstanceProfilesForRole answers that no instance has the role: there are no instances here.
func (s *Service) ListInstanceProfilesForRole(ctx context.Context, in *iam.ListInstanceProfilesForRoleRequest) (*iam.ListInstanceProfilesForRoleResponse, error) {
	if _, err := s.IAM.Role(ctx, *in.RoleName); err != nil {
		return nil, fault(err)
	}
	return &iam.ListInstanceProfilesForRoleResponse{InstanceProfiles: []iam.InstanceProfile{}, IsTruncated: new(false)}, nil
}
