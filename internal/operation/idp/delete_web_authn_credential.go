package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteWebAuthnCredential takes a passkey of the token's owner away.
func (s *Service) DeleteWebAuthnCredential(ctx context.Context, in *idp.DeleteWebAuthnCredentialRequest) (*idp.DeleteWebAuthnCredentialResponse, error) {
	if err := s.Enrol.DeletePasskey(ctx, *in.AccessToken, *in.CredentialId); err != nil {
		return nil, fault(err)
	}
	return &idp.DeleteWebAuthnCredentialResponse{}, nil
}
