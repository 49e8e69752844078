package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// TagUser adds tags to a user.
func (s *Service) TagUser(ctx context.Context, in *iam.TagUserRequest) error {
	return fault(s.IAM.TagUser(ctx, *in.UserName, tagsFrom(in.Tags)))
}
