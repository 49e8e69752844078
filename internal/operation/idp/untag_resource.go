package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UntagResource removes tags from a pool.
func (s *Service) UntagResource(ctx context.Context, in *idp.UntagResourceRequest) (*idp.UntagResourceResponse, error) {
	if err := s.Pools.Untag(ctx, *in.ResourceArn, in.TagKeys); err != nil {
		return nil, fault(err)
	}
	return &idp.UntagResourceResponse{}, nil
}
