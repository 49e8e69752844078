package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// TagResource adds tags to an identity pool.
func (s *Service) TagResource(ctx context.Context, in *identity.TagResourceInput) (*identity.TagResourceResponse, error) {
	if err := s.Pools.TagResource(ctx, *in.ResourceArn, in.Tags); err != nil {
		return nil, fault(err)
	}
	return &identity.TagResourceResponse{}, nil
}
