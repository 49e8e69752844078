package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteUserPoolClientSecret takes a secret from an app client that has another one.
func (s *Service) DeleteUserPoolClientSecret(ctx context.Context, in *idp.DeleteUserPoolClientSecretRequest) (*idp.DeleteUserPoolClientSecretResponse, error) {
	err := s.Clients.DeleteSecret(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId), *in.ClientSecretId)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.DeleteUserPoolClientSecretResponse{}, nil
}
