package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListWebAuthnCredentials lists the passkeys of the token's owner.
func (s *Service) ListWebAuthnCredentials(ctx context.Context, in *idp.ListWebAuthnCredentialsRequest) (*idp.ListWebAuthnCredentialsResponse, error) {
	page, err := s.Enrol.Passkeys(ctx, *in.AccessToken, int(value(in.MaxResults)), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ListWebAuthnCredentialsResponse{Credentials: passkeysOf(page.Passkeys), NextToken: given(page.Next)}, nil
}
