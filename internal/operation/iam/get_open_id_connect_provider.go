package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// GetOpenIDConnectProvider reads an OIDC provider.
func (s *Service) GetOpenIDConnectProvider(ctx context.Context, in *iam.GetOpenIDConnectProviderRequest) (*iam.GetOpenIDConnectProviderResponse, error) {
	p, err := s.IAM.OIDCProvider(ctx, *in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.GetOpenIDConnectProviderResponse{
		Url: &p.Issuer, ClientIDList: listed(p.ClientIDs), ThumbprintList: listed(p.Thumbprints), CreateDate: instant(p.Created),
		Tags: tagsOf(p.Tags),
	}, nil
}
