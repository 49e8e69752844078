package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListOpenIDConnectProviders lists the OIDC providers.
func (s *Service) ListOpenIDConnectProviders(ctx context.Context, in *iam.ListOpenIDConnectProvidersRequest) (*iam.ListOpenIDConnectProvidersResponse, error) {
	arns, err := s.IAM.OIDCProviders(ctx)
	if err != nil {
		return nil, fault(err)
	}
	out := &iam.ListOpenIDConnectProvidersResponse{OpenIDConnectProviderList: []iam.OpenIDConnectProviderListEntry{}}
	for _, arn := range arns {
		out.OpenIDConnectProviderList = append(out.OpenIDConnectProviderList, iam.OpenIDConnectProviderListEntry{Arn: &arn})
	}
	return out, nil
}
