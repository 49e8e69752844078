package grant

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool/token"
)

// refreshToken exchanges a refresh token of the client, however it was issued.
// Scopes, resource and authentication stay those of the original grant.
func (s *Service) refreshToken(ctx context.Context, r caller) (token.Tokens, error) {
	if !slices.Contains(r.client.OAuthFlows, flowCode) && !slices.Contains(r.client.OAuthFlows, flowImplicit) {
		return token.Tokens{}, fail(UnauthorizedClient)
	}
	if r.RefreshToken == "" {
		return token.Tokens{}, fail(InvalidRequest)
	}
	t, err := s.deps.Tokens.Refresh(ctx, token.RefreshRequest{
		Pool: r.pool, Client: r.client, Token: r.RefreshToken, IP: r.Peer.IP, Agent: r.Peer.Agent,
	})
	if err != nil {
		return token.Tokens{}, refused(err)
	}
	return t, nil
}
