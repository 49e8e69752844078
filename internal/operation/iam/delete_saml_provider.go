package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DeleteSAMLProvider deletes a SAML provider.
func (s *Service) DeleteSAMLProvider(ctx context.Context, in *iam.DeleteSAMLProviderRequest) error {
	return fault(s.IAM.DeleteSAMLProvider(ctx, *in.SAMLProviderArn))
}
