package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListRolePolicies lists the names of the embedded policies of a role.
func (s *Service) ListRolePolicies(ctx context.Context, in *iam.ListRolePoliciesRequest) (*iam.ListRolePoliciesResponse, error) {
	list, err := s.IAM.InlineNames(ctx, service.RoleNamed(*in.RoleName), pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	return &iam.ListRolePoliciesResponse{
		PolicyNames: listed(list.Items), IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}, nil
}
