package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/appclient"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListUserPoolClients lists the app clients of a pool.
func (s *Service) ListUserPoolClients(ctx context.Context, in *idp.ListUserPoolClientsRequest) (*idp.ListUserPoolClientsResponse, error) {
	page, err := s.Clients.List(ctx, userpool.PoolID(*in.UserPoolId), appclient.Kind(value(in.ClientType)),
		int(value(in.MaxResults)), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.ListUserPoolClientsResponse{UserPoolClients: []idp.UserPoolClientDescription{}, NextToken: given(page.Next)}
	for _, c := range page.Clients {
		out.UserPoolClients = append(out.UserPoolClients, idp.UserPoolClientDescription{
			ClientId: new(string(c.ID)), UserPoolId: new(string(c.Pool)), ClientName: &c.Name,
		})
	}
	return out, nil
}
