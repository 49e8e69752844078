package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// CreateUserPoolClient makes an app client.
func (s *Service) CreateUserPoolClient(ctx context.Context, in *idp.CreateUserPoolClientRequest) (*idp.CreateUserPoolClientResponse, error) {
	c, err := s.Clients.Create(ctx, userpool.PoolID(*in.UserPoolId), newClientFrom(in))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.CreateUserPoolClientResponse{UserPoolClient: client(c)}, nil
}
