package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListRoles lists roles, without boundary, tags and last use.
func (s *Service) ListRoles(ctx context.Context, in *iam.ListRolesRequest) (*iam.ListRolesResponse, error) {
	list, err := s.IAM.Roles(ctx, value(in.PathPrefix), pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	out := &iam.ListRolesResponse{Roles: []iam.Role{}, IsTruncated: truncated(list.Marker), Marker: given(list.Marker)}
	for i := range list.Items {
		r := s.roleOf(&list.Items[i])
		r.PermissionsBoundary, r.Tags = nil, nil
		out.Roles = append(out.Roles, *r)
	}
	return out, nil
}
