package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UpdateGroup changes the members of a group that are sent.
func (s *Service) UpdateGroup(ctx context.Context, in *idp.UpdateGroupRequest) (*idp.UpdateGroupResponse, error) {
	g, err := s.Groups.Update(ctx, userpool.PoolID(*in.UserPoolId), userpool.GroupName(*in.GroupName),
		groupSettingsFrom(in.Description, in.RoleArn, in.Precedence))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.UpdateGroupResponse{Group: groupOf(g)}, nil
}
