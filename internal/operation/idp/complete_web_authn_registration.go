package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// CompleteWebAuthnRegistration stores the passkey that was asked for.
func (s *Service) CompleteWebAuthnRegistration(ctx context.Context, in *idp.CompleteWebAuthnRegistrationRequest) (*idp.CompleteWebAuthnRegistrationResponse, error) {
	if err := s.Enrol.CompletePasskey(ctx, *in.AccessToken, in.Credential); err != nil {
		return nil, fault(err)
	}
	return &idp.CompleteWebAuthnRegistrationResponse{}, nil
}
