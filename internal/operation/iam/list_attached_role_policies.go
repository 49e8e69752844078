package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListAttachedRolePolicies lists the managed policies of a role.
func (s *Service) ListAttachedRolePolicies(ctx context.Context, in *iam.ListAttachedRolePoliciesRequest) (*iam.ListAttachedRolePoliciesResponse, error) {
	list, err := s.IAM.Attached(ctx, service.RoleNamed(*in.RoleName), value(in.PathPrefix), pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	return &iam.ListAttachedRolePoliciesResponse{
		AttachedPolicies: attachedOf(list.Items), IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}, nil
}
