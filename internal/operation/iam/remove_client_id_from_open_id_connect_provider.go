package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// RemoveClientIDFromOpenIDConnectProvider removes an audience of an OIDC provider.
func (s *Service) RemoveClientIDFromOpenIDConnectProvider(ctx context.Context, in *iam.RemoveClientIDFromOpenIDConnectProviderRequest) error {
	return fault(s.IAM.RemoveClientID(ctx, *in.OpenIDConnectProviderArn, *in.ClientID))
}
