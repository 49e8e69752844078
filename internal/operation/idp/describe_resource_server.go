package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DescribeResourceServer shows a resource server.
func (s *Service) DescribeResourceServer(ctx context.Context, in *idp.DescribeResourceServerRequest) (*idp.DescribeResourceServerResponse, error) {
	r, err := s.ResourceServers.Get(ctx, userpool.PoolID(*in.UserPoolId), *in.Identifier)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.DescribeResourceServerResponse{ResourceServer: resourceServerOf(r)}, nil
}
