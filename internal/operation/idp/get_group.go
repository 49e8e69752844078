package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetGroup shows a group.
func (s *Service) GetGroup(ctx context.Context, in *idp.GetGroupRequest) (*idp.GetGroupResponse, error) {
	g, err := s.Groups.Get(ctx, userpool.PoolID(*in.UserPoolId), userpool.GroupName(*in.GroupName))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.GetGroupResponse{Group: groupOf(g)}, nil
}
