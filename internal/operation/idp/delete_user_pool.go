package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteUserPool deletes a pool and all that is in it.
func (s *Service) DeleteUserPool(ctx context.Context, in *idp.DeleteUserPoolRequest) error {
	return fault(s.Pools.Delete(ctx, userpool.PoolID(*in.UserPoolId)))
}
