package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// CreateOpenIDConnectProvider registers an issuer of tokens.
func (s *Service) CreateOpenIDConnectProvider(ctx context.Context, in *iam.CreateOpenIDConnectProviderRequest) (*iam.CreateOpenIDConnectProviderResponse, error) {
	p, err := s.IAM.CreateOIDCProvider(ctx, *in.Url, principal.OIDCProvider{
		ClientIDs: in.ClientIDList, Thumbprints: in.ThumbprintList, Tags: tagsFrom(in.Tags),
	})
	if err != nil {
		return nil, fault(err)
	}
	return &iam.CreateOpenIDConnectProviderResponse{
		OpenIDConnectProviderArn: new(s.Account.OIDCProviderARN(p.Issuer)), Tags: tagsOf(p.Tags),
	}, nil
}
