package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// GetUser reads a user, the caller when none is named.
func (s *Service) GetUser(ctx context.Context, in *iam.GetUserRequest) (*iam.GetUserResponse, error) {
	if u, err := s.named(ctx, in.UserName); err != nil {
		return nil, fault(err)
	} else if u != nil {
		return &iam.GetUserResponse{User: s.userOf(u)}, nil
	}
	return &iam.GetUserResponse{User: s.rootUser()}, nil
}
