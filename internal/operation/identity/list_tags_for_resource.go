package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// ListTagsForResource lists the tags of an identity pool.
func (s *Service) ListTagsForResource(
	ctx context.Context, in *identity.ListTagsForResourceInput,
) (*identity.ListTagsForResourceResponse, error) {
	tags, err := s.Pools.Tags(ctx, *in.ResourceArn)
	if err != nil {
		return nil, fault(err)
	}
	if tags == nil {
		tags = map[string]string{}
	}
	return &identity.ListTagsForResourceResponse{Tags: tags}, nil
}
