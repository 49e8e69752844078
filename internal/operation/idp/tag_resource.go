package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// TagResource adds tags to a pool.
func (s *Service) TagResource(ctx context.Context, in *idp.TagResourceRequest) (*idp.TagResourceResponse, error) {
	if err := s.Pools.Tag(ctx, *in.ResourceArn, in.Tags); err != nil {
		return nil, fault(err)
	}
	return &idp.TagResourceResponse{}, nil
}
