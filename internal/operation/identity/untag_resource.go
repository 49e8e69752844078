package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// UntagResource removes tags of an identity pool.
func (s *Service) UntagResource(
	ctx context.Context, in *identity.UntagResourceInput,
) (*identity.UntagResourceResponse, error) {
	if err := s.Pools.UntagResource(ctx, *in.ResourceArn, in.TagKeys); err != nil {
		return nil, fault(err)
	}
	return &identity.UntagResourceResponse{}, nil
}
