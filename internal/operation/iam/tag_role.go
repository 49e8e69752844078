package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// TagRole adds tags to a role.
func (s *Service) TagRole(ctx context.Context, in *iam.TagRoleRequest) error {
	return fault(s.IAM.TagRole(ctx, *in.RoleName, tagsFrom(in.Tags)))
}
