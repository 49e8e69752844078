package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListUserTags lists the tags of a user.
func (s *Service) ListUserTags(ctx context.Context, in *iam.ListUserTagsRequest) (*iam.ListUserTagsResponse, error) {
	found, err := s.IAM.User(ctx, *in.UserName)
	if err != nil {
		return nil, fault(err)
	}
	list, err := service.Tags(found.Tags, pageFrom(in.Marker, in.MaxItems), found.ID)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.ListUserTagsResponse{
		Tags: tagsOf(list.Items), IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}, nil
}
