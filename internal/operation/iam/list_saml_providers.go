package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListSAMLProviders lists the SAML providers.
func (s *Service) ListSAMLProviders(ctx context.Context, in *iam.ListSAMLProvidersRequest) (*iam.ListSAMLProvidersResponse, error) {
	all, err := s.IAM.SAMLProviders(ctx)
	if err != nil {
		return nil, fault(err)
	}
	out := &iam.ListSAMLProvidersResponse{SAMLProviderList: []iam.SAMLProviderListEntry{}}
	for _, p := range all {
		out.SAMLProviderList = append(out.SAMLProviderList, iam.SAMLProviderListEntry{
			Arn: new(s.Account.SAMLProviderARN(p.Name)), ValidUntil: instant(p.ValidUntil), CreateDate: instant(p.Created),
		})
	}
	return out, nil
}
