package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// CreateUserPool makes a pool.
func (s *Service) CreateUserPool(ctx context.Context, in *idp.CreateUserPoolRequest) (*idp.CreateUserPoolResponse, error) {
	p, err := s.Pools.Create(ctx, newPoolFrom(in))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.CreateUserPoolResponse{UserPool: s.pool(poolconfig.Description{Pool: p})}, nil
}
