package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// CreateGroup makes a group.
func (s *Service) CreateGroup(ctx context.Context, in *idp.CreateGroupRequest) (*idp.CreateGroupResponse, error) {
	g, err := s.Groups.Create(ctx, userpool.PoolID(*in.UserPoolId), userpool.GroupName(*in.GroupName),
		groupSettingsFrom(in.Description, in.RoleArn, in.Precedence))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.CreateGroupResponse{Group: groupOf(g)}, nil
}
