package signin

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// beginRefresh is REFRESH_TOKEN_AUTH. Its SECRET_HASH is made of the real
// username, which only the token tells.
func beginRefresh(ctx context.Context, s *Service, a *attempt, r Start) (*Outcome, error) {
	if err := require(r.Params, "REFRESH_TOKEN"); err != nil {
		return nil, err
	}
	if a.client.Rotates() {
		return nil, userpool.Errorf(userpool.InvalidParameter,
			"Refresh token rotation is enabled for the client: use GetTokensFromRefreshToken")
	}
	if a.client.Confidential() && r.Params["SECRET_HASH"] == "" {
		return nil, account.CheckSecretHash(a.client, "", "", account.SignInFamily)
	}
	t, err := s.deps.Tokens.Refresh(ctx, token.RefreshRequest{
		Pool: a.pool, Client: a.client, Token: r.Params["REFRESH_TOKEN"], DeviceKey: r.Params["DEVICE_KEY"],
		IP: r.Peer.IP, Agent: r.Peer.Agent,
		Identify: func(u *userpool.User) error {
			return account.CheckSecretHash(a.client, string(u.Username), r.Params["SECRET_HASH"], account.SignInFamily)
		},
	})
	if err != nil {
		return nil, err
	}
	return &Outcome{Tokens: &t}, nil
}

// Exchange is GetTokensFromRefreshToken.
type Exchange struct {
	Client    userpool.ClientID
	Token     string
	Secret    string
	DeviceKey string
	Metadata  map[string]string
	Peer      Peer
}

// GetTokensFromRefreshToken exchanges a refresh token by the client's plain
// secret, with rotation if the client has it on.
func (s *Service) GetTokensFromRefreshToken(ctx context.Context, x Exchange) (*token.Tokens, error) {
	client, pool, err := s.deps.Registry.Client(ctx, x.Client)
	if err != nil {
		return nil, err
	}
	if err := account.CheckClientSecret(client, x.Secret); err != nil {
		return nil, err
	}
	if !client.Rotates() && !client.Allows(userpool.AllowRefresh) {
		return nil, userpool.Errorf(userpool.InvalidParameter, "%s", refreshDisabled)
	}
	t, err := s.deps.Tokens.Refresh(ctx, token.RefreshRequest{
		Pool: pool, Client: client, Token: x.Token, DeviceKey: x.DeviceKey, Metadata: x.Metadata,
		IP: x.Peer.IP, Agent: x.Peer.Agent,
	})
	if err != nil {
		return nil, err
	}
	return &t, nil
}

const refreshDisabled = "REFRESH_TOKEN_AUTH is not enabled for the client."
