package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// SetUserPoolClientSessionConfiguration sets how long a browser's sign-in counts for an app client.
func (s *Service) SetUserPoolClientSessionConfiguration(ctx context.Context, in *idp.SetUserPoolClientSessionConfigurationRequest) (*idp.SetUserPoolClientSessionConfigurationResponse, error) {
	err := s.Clients.SetSSOMinutes(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId), int(*in.SSOSession.MaxValidityMinutes))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.SetUserPoolClientSessionConfigurationResponse{
		UserPoolId: in.UserPoolId, ClientId: in.ClientId, SSOSession: in.SSOSession,
	}, nil
}
