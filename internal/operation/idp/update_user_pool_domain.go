package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UpdateUserPoolDomain changes the look, the certificate or the routing of a
// domain.
func (s *Service) UpdateUserPoolDomain(ctx context.Context, in *idp.UpdateUserPoolDomainRequest) (*idp.UpdateUserPoolDomainResponse, error) {
	d, err := s.Domains.Update(ctx, userpool.PoolID(*in.UserPoolId), *in.Domain,
		domainSettingsFrom(in.ManagedLoginVersion, in.CustomDomainConfig, in.Routing))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.UpdateUserPoolDomainResponse{ManagedLoginVersion: in.ManagedLoginVersion,
		CloudFrontDomain: distribution(d), Routing: routingOf(d)}, nil
}
