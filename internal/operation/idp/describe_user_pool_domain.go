package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DescribeUserPoolDomain shows a domain of whatever pool. One that nobody has
// is described by an empty object: clients ask so whether a name is free.
func (s *Service) DescribeUserPoolDomain(ctx context.Context, in *idp.DescribeUserPoolDomainRequest) (*idp.DescribeUserPoolDomainResponse, error) {
	d, err := s.Domains.Describe(ctx, *in.Domain)
	if err != nil {
		return nil, fault(err)
	}
	if d == nil {
		return &idp.DescribeUserPoolDomainResponse{DomainDescription: &idp.DomainDescriptionType{}}, nil
	}
	return &idp.DescribeUserPoolDomainResponse{DomainDescription: s.domainOf(d)}, nil
}
