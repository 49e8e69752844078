package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteGroup deletes a group.
func (s *Service) DeleteGroup(ctx context.Context, in *idp.DeleteGroupRequest) error {
	return fault(s.Groups.Delete(ctx, userpool.PoolID(*in.UserPoolId), userpool.GroupName(*in.GroupName)))
}
