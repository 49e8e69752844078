package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UpdateUserPoolClient sets the settings of an app client.
func (s *Service) UpdateUserPoolClient(ctx context.Context, in *idp.UpdateUserPoolClientRequest) (*idp.UpdateUserPoolClientResponse, error) {
	c, err := s.Clients.Update(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId), clientSettingsFrom(in))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.UpdateUserPoolClientResponse{UserPoolClient: client(c)}, nil
}
