package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UpdateUserPool sets the settings of a pool.
func (s *Service) UpdateUserPool(ctx context.Context, in *idp.UpdateUserPoolRequest) (*idp.UpdateUserPoolResponse, error) {
	if err := s.Pools.Update(ctx, userpool.PoolID(*in.UserPoolId), settingsFrom(in)); err != nil {
		return nil, fault(err)
	}
	return &idp.UpdateUserPoolResponse{}, nil
}
