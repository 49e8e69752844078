package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// TagOpenIDConnectProvider adds tags to an OIDC provider.
func (s *Service) TagOpenIDConnectProvider(ctx context.Context, in *iam.TagOpenIDConnectProviderRequest) error {
	return fault(s.IAM.TagOIDCProvider(ctx, *in.OpenIDConnectProviderArn, tagsFrom(in.Tags)))
}
