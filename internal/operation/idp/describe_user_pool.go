package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DescribeUserPool shows a pool with all its settings.
func (s *Service) DescribeUserPool(ctx context.Context, in *idp.DescribeUserPoolRequest) (*idp.DescribeUserPoolResponse, error) {
	d, err := s.Pools.Describe(ctx, userpool.PoolID(*in.UserPoolId))
	if err != nil {
		return nil, fault(err)
	}
	out := s.pool(d)
	if out.UserPoolTags == nil {
		out.UserPoolTags = map[string]string{}
	}
	return &idp.DescribeUserPoolResponse{UserPool: out}, nil
}
