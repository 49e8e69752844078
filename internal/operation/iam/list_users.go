package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListUsers lists users, without boundary and tags.
func (s *Service) ListUsers(ctx context.Context, in *iam.ListUsersRequest) (*iam.ListUsersResponse, error) {
	list, err := s.IAM.Users(ctx, value(in.PathPrefix), pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	out := &iam.ListUsersResponse{Users: []iam.User{}, IsTruncated: truncated(list.Marker), Marker: given(list.Marker)}
	for i := range list.Items {
		u := s.userOf(&list.Items[i])
		u.PermissionsBoundary, u.Tags = nil, nil
		out.Users = append(out.Users, *u)
	}
	return out, nil
}
