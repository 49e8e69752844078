package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UpdateSAMLProvider replaces the metadata of a SAML provider.
func (s *Service) UpdateSAMLProvider(ctx context.Context, in *iam.UpdateSAMLProviderRequest) (*iam.UpdateSAMLProviderResponse, error) {
	if err := encryption(in.AssertionEncryptionMode, in.AddPrivateKey, in.RemovePrivateKey); err != nil {
		return nil, err
	}
	if in.SAMLMetadataDocument != nil {
		if err := s.IAM.UpdateSAMLProvider(ctx, *in.SAMLProviderArn, *in.SAMLMetadataDocument); err != nil {
			return nil, fault(err)
		}
	}
	return &iam.UpdateSAMLProviderResponse{SAMLProviderArn: in.SAMLProviderArn}, nil
}
