package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DescribeTermsByClient shows the terms of a name of a client.
func (s *Service) DescribeTermsByClient(ctx context.Context, in *idp.DescribeTermsByClientRequest) (*idp.DescribeTermsByClientResponse, error) {
	t, err := s.Terms.OfClient(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId), *in.TermsName)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.DescribeTermsByClientResponse{Terms: termsOf(t)}, nil
}
