package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// AddClientIDToOpenIDConnectProvider adds an audience to an OIDC provider.
func (s *Service) AddClientIDToOpenIDConnectProvider(ctx context.Context, in *iam.AddClientIDToOpenIDConnectProviderRequest) error {
	return fault(s.IAM.AddClientID(ctx, *in.OpenIDConnectProviderArn, *in.ClientID))
}
