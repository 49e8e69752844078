package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UpdateTerms changes what the request has of terms.
func (s *Service) UpdateTerms(ctx context.Context, in *idp.UpdateTermsRequest) (*idp.UpdateTermsResponse, error) {
	t, err := s.Terms.Update(ctx, userpool.PoolID(*in.UserPoolId), *in.TermsId,
		documentFrom(in.TermsName, in.TermsSource, in.Enforcement, in.Links))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.UpdateTermsResponse{Terms: termsOf(t)}, nil
}
