package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UpdateOpenIDConnectProviderThumbprint replaces the thumbprints of an OIDC provider.
func (s *Service) UpdateOpenIDConnectProviderThumbprint(ctx context.Context, in *iam.UpdateOpenIDConnectProviderThumbprintRequest) error {
	return fault(s.IAM.SetThumbprints(ctx, *in.OpenIDConnectProviderArn, in.ThumbprintList))
}
