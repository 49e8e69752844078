package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListGroups lists the groups of a pool.
func (s *Service) ListGroups(ctx context.Context, in *idp.ListGroupsRequest) (*idp.ListGroupsResponse, error) {
	page, err := s.Groups.List(ctx, userpool.PoolID(*in.UserPoolId), int(value(in.Limit)), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ListGroupsResponse{Groups: groupsOf(page.Groups), NextToken: given(page.Next)}, nil
}
