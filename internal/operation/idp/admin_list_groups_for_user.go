package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminListGroupsForUser lists the groups that a user is in.
func (s *Service) AdminListGroupsForUser(ctx context.Context, in *idp.AdminListGroupsForUserRequest) (*idp.AdminListGroupsForUserResponse, error) {
	page, err := s.Groups.Of(ctx, userpool.PoolID(*in.UserPoolId), *in.Username, int(value(in.Limit)), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AdminListGroupsForUserResponse{Groups: groupsOf(page.Groups), NextToken: given(page.Next)}, nil
}
