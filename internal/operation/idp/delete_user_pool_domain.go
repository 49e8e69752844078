package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteUserPoolDomain takes a domain from its pool.
func (s *Service) DeleteUserPoolDomain(ctx context.Context, in *idp.DeleteUserPoolDomainRequest) (*idp.DeleteUserPoolDomainResponse, error) {
	if err := s.Domains.Delete(ctx, userpool.PoolID(*in.UserPoolId), *in.Domain); err != nil {
		return nil, fault(err)
	}
	return &idp.DeleteUserPoolDomainResponse{}, nil
}
