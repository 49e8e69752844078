package grant

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool/token"
)

// clientCredentials gives a confidential client a token of its own. Scopes
// that say something about a user are not to be had: there is none.
func (s *Service) clientCredentials(ctx context.Context, r caller) (token.Tokens, error) {
	if !slices.Contains(r.client.OAuthFlows, flowCredentials) || !r.client.Confidential() {
		return token.Tokens{}, fail(UnauthorizedClient)
	}
	scopes, err := s.scopes(ctx, r.client, r.Scope)
	if err != nil {
		return token.Tokens{}, err
	}
	if len(scopes) == 0 || slices.ContainsFunc(scopes, isUserScope) {
		return token.Tokens{}, fail(InvalidScope)
	}
	t, err := s.deps.Tokens.MintMachine(ctx, token.Machine{Pool: r.pool, Client: r.client, Scopes: scopes, Metadata: r.Metadata})
	if err != nil {
		return token.Tokens{}, refused(err)
	}
	return t, nil
}

func isUserScope(scope string) bool {
	switch scope {
	case "openid", "email", "phone", "profile", token.SelfServiceScope:
		return true
	}
	return false
}
