package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// GetSAMLProvider reads a SAML provider.
func (s *Service) GetSAMLProvider(ctx context.Context, in *iam.GetSAMLProviderRequest) (*iam.GetSAMLProviderResponse, error) {
	p, err := s.IAM.SAMLProvider(ctx, *in.SAMLProviderArn)
	if err != nil {
		return nil, fault(err)
	}
	return &iam.GetSAMLProviderResponse{
		SAMLProviderUUID: &p.UUID, SAMLMetadataDocument: &p.Metadata, CreateDate: instant(p.Created),
		ValidUntil: instant(p.ValidUntil), Tags: tagsOf(p.Tags),
		AssertionEncryptionMode: given(p.Encryption), PrivateKeyList: samlKeysOf(p.Keys),
	}, nil
}
