package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// DescribeIdentityPool reads an identity pool.
func (s *Service) DescribeIdentityPool(
	ctx context.Context, in *identity.DescribeIdentityPoolInput,
) (*identity.IdentityPool, error) {
	p, err := s.Pools.Describe(ctx, poolID(in.IdentityPoolId))
	if err != nil {
		return nil, fault(err)
	}
	return poolOf(p), nil
}
