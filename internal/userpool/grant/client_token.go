package grant

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// ClientTokenRequest is GetClientToken: the client_credentials grant for pools
// without a domain.
type ClientTokenRequest struct {
	Client   userpool.ClientID
	Secret   string
	Scopes   []string          // none means all that the client has
	Metadata map[string]string // reaches PreTokenGeneration V3_0
}

// ClientToken gives a confidential client a token of its own, in the terms of
// the user pool API: ResourceNotFound for an unknown client, NotAuthorized for
// a wrong secret and for a client that may not ask, InvalidParameter for a
// scope that the client or the pool does not have.
func (s *Service) ClientToken(ctx context.Context, r ClientTokenRequest) (token.Tokens, error) {
	client, pool, err := s.deps.Registry.Client(ctx, r.Client)
	if err != nil {
		return token.Tokens{}, err
	}
	// A client without a secret hears the same, whatever it sends.
	if err := account.CheckClientSecret(client, r.Secret); err != nil || !client.Confidential() {
		return token.Tokens{}, userpool.Errorf(userpool.NotAuthorized, "Invalid client or secret").Because(err)
	}
	if !client.Allows(userpool.AllowClientToken) {
		return token.Tokens{}, userpool.Errorf(userpool.NotAuthorized, "CLIENT_TOKEN_AUTH is not enabled for the client.")
	}
	scopes, err := s.machineScopes(ctx, client, r.Scopes)
	if err != nil {
		return token.Tokens{}, err
	}
	return s.deps.Tokens.MintMachine(ctx, token.Machine{Pool: pool, Client: client, Scopes: scopes, Metadata: r.Metadata})
}

// machineScopes is scopes for a list that names each scope: one that is gone
// with its resource server is refused if it was asked for.
func (s *Service) machineScopes(ctx context.Context, c *userpool.Client, asked []string) ([]string, error) {
	has, err := s.scopes(ctx, c, "")
	if err != nil {
		return nil, err
	}
	if len(asked) == 0 {
		asked = has
	}
	var granted []string
	for _, scope := range asked {
		if isUserScope(scope) || !slices.Contains(has, scope) {
			return nil, userpool.Errorf(userpool.InvalidParameter, "Invalid scope requested: %s", scope)
		}
		if !slices.Contains(granted, scope) {
			granted = append(granted, scope)
		}
	}
	if len(granted) == 0 {
		return nil, userpool.Errorf(userpool.InvalidParameter, "The client has no scopes.")
	}
	return granted, nil
}
