package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminAddUserToGroup puts a user into a group.
func (s *Service) AdminAddUserToGroup(ctx context.Context, in *idp.AdminAddUserToGroupRequest) error {
	return fault(s.Groups.Add(ctx, userpool.PoolID(*in.UserPoolId), userpool.GroupName(*in.GroupName), *in.Username))
}
