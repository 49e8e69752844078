package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// CreateTerms gives a client terms of use or a privacy policy.
func (s *Service) CreateTerms(ctx context.Context, in *idp.CreateTermsRequest) (*idp.CreateTermsResponse, error) {
	t, err := s.Terms.Create(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId),
		documentFrom(in.TermsName, in.TermsSource, in.Enforcement, in.Links))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.CreateTermsResponse{Terms: termsOf(t)}, nil
}
