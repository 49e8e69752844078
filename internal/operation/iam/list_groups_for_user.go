package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListGroupsForUser answers that the user is in no group: there are no groups here.
func (s *Service) ListGroupsForUser(ctx context.Context, in *iam.ListGroupsForUserRequest) (*iam.ListGroupsForUserResponse, error) {
	if _, err := s.IAM.User(ctx, *in.UserName); err != nil {
		return nil, fault(err)
	}
	return &iam.ListGroupsForUserResponse{Groups: []iam.Group{}, IsTruncated: new(false)}, nil
}
