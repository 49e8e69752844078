package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListPolicyTags lists the tags of a managed policy.
func (s *Service) ListPolicyTags(ctx context.Context, in *iam.ListPolicyTagsRequest) (*iam.ListPolicyTagsResponse, error) {
	found, err := s.IAM.Policy(ctx, *in.PolicyArn)
	if err != nil {
		return nil, fault(err)
	}
	list, err := service.Tags(found.Tags, pageFrom(in.Marker, in.MaxItems), found.ID)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.ListPolicyTagsResponse{
		Tags: tagsOf(list.Items), IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}, nil
}
