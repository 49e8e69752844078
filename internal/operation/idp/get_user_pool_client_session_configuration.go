package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/appclient"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetUserPoolClientSessionConfiguration shows how long a browser's sign-in counts for an app client.
func (s *Service) GetUserPoolClientSessionConfiguration(ctx context.Context, in *idp.GetUserPoolClientSessionConfigurationRequest) (*idp.GetUserPoolClientSessionConfigurationResponse, error) {
	c, err := s.Clients.Client(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.GetUserPoolClientSessionConfigurationResponse{
		UserPoolId: in.UserPoolId, ClientId: in.ClientId,
		SSOSession: &idp.ClientSSOSessionConfigType{MaxValidityMinutes: wireNumber(appclient.SSOMinutes(c))},
	}, nil
}
