package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// CreateSAMLProvider registers an issuer of SAML assertions.
func (s *Service) CreateSAMLProvider(ctx context.Context, in *iam.CreateSAMLProviderRequest) (*iam.CreateSAMLProviderResponse, error) {
	p, err := s.IAM.CreateSAMLProvider(ctx, principal.SAMLProvider{
		Name: *in.Name, Metadata: *in.SAMLMetadataDocument, Tags: tagsFrom(in.Tags), Encryption: value(in.AssertionEncryptionMode),
	}, value(in.AddPrivateKey))
	if err != nil {
		return nil, fault(err)
	}
	return &iam.CreateSAMLProviderResponse{SAMLProviderArn: new(s.Account.SAMLProviderARN(p.Name)), Tags: tagsOf(p.Tags)}, nil
}
