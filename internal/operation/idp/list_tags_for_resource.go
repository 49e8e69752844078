package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListTagsForResource lists the tags of a pool.
func (s *Service) ListTagsForResource(ctx context.Context, in *idp.ListTagsForResourceRequest) (*idp.ListTagsForResourceResponse, error) {
	tags, err := s.Pools.Tags(ctx, *in.ResourceArn)
	if err != nil {
		return nil, fault(err)
	}
	if tags == nil {
		tags = map[string]string{}
	}
	return &idp.ListTagsForResourceResponse{Tags: tags}, nil
}
