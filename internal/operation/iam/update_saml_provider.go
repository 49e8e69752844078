package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UpdateSAMLProvider changes the metadata and the encryption of a SAML provider.
func (s *Service) UpdateSAMLProvider(ctx context.Context, in *iam.UpdateSAMLProviderRequest) (*iam.UpdateSAMLProviderResponse, error) {
	err := s.IAM.UpdateSAMLProvider(ctx, *in.SAMLProviderArn, service.SAMLChange{
		Metadata: value(in.SAMLMetadataDocument), Encryption: value(in.AssertionEncryptionMode),
		AddKey: value(in.AddPrivateKey), RemoveKey: value(in.RemovePrivateKey),
	})
	if err != nil {
		return nil, fault(err)
	}
	return &iam.UpdateSAMLProviderResponse{SAMLProviderArn: in.SAMLProviderArn}, nil
}
