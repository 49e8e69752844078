package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DeleteOpenIDConnectProvider deletes an OIDC provider.
func (s *Service) DeleteOpenIDConnectProvider(ctx context.Context, in *iam.DeleteOpenIDConnectProviderRequest) error {
	return fault(s.IAM.DeleteOIDCProvider(ctx, *in.OpenIDConnectProviderArn))
}
