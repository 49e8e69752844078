package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetTokensFromRefreshToken exchanges a refresh token, with rotation if the
// client has it on.
func (s *Service) GetTokensFromRefreshToken(ctx context.Context, in *idp.GetTokensFromRefreshTokenRequest) (*idp.GetTokensFromRefreshTokenResponse, error) {
	t, err := s.SignIn.GetTokensFromRefreshToken(ctx, signin.Exchange{
		Client: userpool.ClientID(*in.ClientId), Token: *in.RefreshToken, Secret: value(in.ClientSecret),
		DeviceKey: value(in.DeviceKey), Metadata: in.ClientMetadata, Peer: peer(ctx),
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.GetTokensFromRefreshTokenResponse{AuthenticationResult: authenticationResult(t)}, nil
}
