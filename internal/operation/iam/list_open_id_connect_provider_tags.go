package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListOpenIDConnectProviderTags lists the tags of an OIDC provider.
func (s *Service) ListOpenIDConnectProviderTags(ctx context.Context, in *iam.ListOpenIDConnectProviderTagsRequest) (*iam.ListOpenIDConnectProviderTagsResponse, error) {
	found, err := s.IAM.OIDCProvider(ctx, *in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, fault(err)
	}
	list, err := service.Tags(found.Tags, pageFrom(in.Marker, in.MaxItems), found.Issuer)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.ListOpenIDConnectProviderTagsResponse{
		Tags: tagsOf(list.Items), IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}, nil
}
