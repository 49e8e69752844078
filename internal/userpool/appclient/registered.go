package appclient

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// CreateRegistered makes a client that registered itself, with the settings of
// c and a secret if it is to have one. The rules are those of every client.
func (s *Service) CreateRegistered(ctx context.Context, c *userpool.Client, secret bool) (*userpool.Client, error) {
	return s.Create(ctx, c.Pool, NewClient{
		registered: true, GenerateSecret: secret,
		Settings: Settings{
			Name: c.Name, AuthFlows: c.AuthFlows, Providers: c.Providers, CallbackURLs: c.CallbackURLs,
			OAuthEnabled: c.OAuthEnabled, OAuthFlows: c.OAuthFlows, OAuthScopes: c.OAuthScopes,
			HideUserExistence: c.HideUserExistence, TokenRevocation: &c.TokenRevocation,
		},
	})
}
