package profile

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// Revoke ends a refresh token with everything that came from it, on the word
// of its client. The operation declares neither ResourceNotFound nor
// NotAuthorized, so an unknown client is InvalidParameter and a secret that
// does not fit Unauthorized.
func (s *Service) Revoke(ctx context.Context, id userpool.ClientID, secret, refreshToken string) error {
	return s.revoke(ctx, id, secret, refreshToken, s.deps.Tokens.Revoke)
}

// RevokeLinked is Revoke that ends the SSO session too that the token came
// through (RevokeAssociatedSessions LINKED).
func (s *Service) RevokeLinked(ctx context.Context, id userpool.ClientID, secret, refreshToken string) error {
	return s.revoke(ctx, id, secret, refreshToken, s.deps.Tokens.RevokeLinked)
}

func (s *Service) revoke(ctx context.Context, id userpool.ClientID, secret, refreshToken string, end func(context.Context, *userpool.Client, string) error) error {
	client, _, err := s.deps.Registry.Client(ctx, id)
	if userpool.CodeOf(err) == userpool.ResourceNotFound {
		return userpool.Errorf(userpool.InvalidParameter, "User pool client %s does not exist.", id).Because(err)
	}
	if err != nil {
		return err
	}
	if !client.TokenRevocation {
		return userpool.Errorf(userpool.UnsupportedOperation, "Token revocation is not enabled for client %s", id)
	}
	if err := account.CheckClientSecret(client, secret); err != nil {
		return userpool.Errorf(userpool.Unauthorized, "Unable to verify the secret of client %s", id).Because(err)
	}
	return end(ctx, client, refreshToken)
}
