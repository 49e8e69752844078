package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// CreateUserPoolDomain gives a pool a prefix or a host name of its own.
func (s *Service) CreateUserPoolDomain(ctx context.Context, in *idp.CreateUserPoolDomainRequest) (*idp.CreateUserPoolDomainResponse, error) {
	d, err := s.Domains.Create(ctx, userpool.PoolID(*in.UserPoolId), *in.Domain,
		domainSettingsFrom(in.ManagedLoginVersion, in.CustomDomainConfig, in.Routing))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.CreateUserPoolDomainResponse{ManagedLoginVersion: in.ManagedLoginVersion,
		CloudFrontDomain: distribution(d), Routing: routingOf(d)}, nil
}
