package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// The methods of this file are no operations of Cognito's: fixtures need ids
// that stay the same. Every rule of the operation of that name holds.

// CreateUserPoolAs is CreateUserPool with an id that the caller has chosen.
func (s *Service) CreateUserPoolAs(ctx context.Context, id userpool.PoolID, in *idp.CreateUserPoolRequest) (*idp.CreateUserPoolResponse, error) {
	p, err := s.Pools.CreateAs(ctx, id, newPoolFrom(in))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.CreateUserPoolResponse{UserPool: s.pool(poolconfig.Description{Pool: p})}, nil
}

// CreateUserPoolClientAs is CreateUserPoolClient with an id that the caller has
// chosen.
func (s *Service) CreateUserPoolClientAs(ctx context.Context, id userpool.ClientID, in *idp.CreateUserPoolClientRequest) (*idp.CreateUserPoolClientResponse, error) {
	c, err := s.Clients.CreateAs(ctx, userpool.PoolID(*in.UserPoolId), id, newClientFrom(in))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.CreateUserPoolClientResponse{UserPoolClient: client(c)}, nil
}
