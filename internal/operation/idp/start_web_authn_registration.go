package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// StartWebAuthnRegistration asks the token's owner for a new passkey.
func (s *Service) StartWebAuthnRegistration(ctx context.Context, in *idp.StartWebAuthnRegistrationRequest) (*idp.StartWebAuthnRegistrationResponse, error) {
	options, err := s.Enrol.StartPasskey(ctx, *in.AccessToken)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.StartWebAuthnRegistrationResponse{CredentialCreationOptions: options}, nil
}
