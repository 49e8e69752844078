package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DescribeTerms shows terms by their id.
func (s *Service) DescribeTerms(ctx context.Context, in *idp.DescribeTermsRequest) (*idp.DescribeTermsResponse, error) {
	t, err := s.Terms.Get(ctx, userpool.PoolID(*in.UserPoolId), *in.TermsId)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.DescribeTermsResponse{Terms: termsOf(t)}, nil
}
