package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListUsersInGroup lists the users of a group.
func (s *Service) ListUsersInGroup(ctx context.Context, in *idp.ListUsersInGroupRequest) (*idp.ListUsersInGroupResponse, error) {
	page, err := s.Groups.Members(ctx, userpool.PoolID(*in.UserPoolId), userpool.GroupName(*in.GroupName), int(value(in.Limit)), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ListUsersInGroupResponse{Users: usersOf(page.Users), NextToken: given(page.Next)}, nil
}
