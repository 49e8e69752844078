package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminRemoveUserFromGroup takes a user out of a group.
func (s *Service) AdminRemoveUserFromGroup(ctx context.Context, in *idp.AdminRemoveUserFromGroupRequest) error {
	return fault(s.Groups.Remove(ctx, userpool.PoolID(*in.UserPoolId), userpool.GroupName(*in.GroupName), *in.Username))
}
