package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListRoleTags lists the tags of a role.
func (s *Service) ListRoleTags(ctx context.Context, in *iam.ListRoleTagsRequest) (*iam.ListRoleTagsResponse, error) {
	found, err := s.IAM.Role(ctx, *in.RoleName)
	if err != nil {
		return nil, fault(err)
	}
	list, err := service.Tags(found.Tags, pageFrom(in.Marker, in.MaxItems), found.ID)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.ListRoleTagsResponse{
		Tags: tagsOf(list.Items), IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}, nil
}
