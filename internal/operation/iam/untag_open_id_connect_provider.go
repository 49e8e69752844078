package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UntagOpenIDConnectProvider removes tags of an OIDC provider.
func (s *Service) UntagOpenIDConnectProvider(ctx context.Context, in *iam.UntagOpenIDConnectProviderRequest) error {
	return fault(s.IAM.UntagOIDCProvider(ctx, *in.OpenIDConnectProviderArn, in.TagKeys))
}
