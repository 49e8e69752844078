package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteUserPoolClient deletes an app client.
func (s *Service) DeleteUserPoolClient(ctx context.Context, in *idp.DeleteUserPoolClientRequest) error {
	return fault(s.Clients.Delete(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId)))
}
