package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// CreateUser makes a user.
func (s *Service) CreateUser(ctx context.Context, in *iam.CreateUserRequest) (*iam.CreateUserResponse, error) {
	u, err := s.IAM.CreateUser(ctx, principal.User{
		Path: value(in.Path), Name: *in.UserName, Boundary: value(in.PermissionsBoundary), Tags: tagsFrom(in.Tags),
	})
	if err != nil {
		return nil, fault(err)
	}
	return &iam.CreateUserResponse{User: s.userOf(u)}, nil
}
