package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DescribeUserPoolClient shows an app client, its oldest secret included.
func (s *Service) DescribeUserPoolClient(ctx context.Context, in *idp.DescribeUserPoolClientRequest) (*idp.DescribeUserPoolClientResponse, error) {
	c, err := s.Clients.Client(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.DescribeUserPoolClientResponse{UserPoolClient: client(c)}, nil
}
