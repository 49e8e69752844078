package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UntagUser removes tags of a user.
func (s *Service) UntagUser(ctx context.Context, in *iam.UntagUserRequest) error {
	return fault(s.IAM.UntagUser(ctx, *in.UserName, in.TagKeys))
}
