package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/enrol"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// VerifySoftwareToken proves that an authenticator app has the seed.
func (s *Service) VerifySoftwareToken(ctx context.Context, in *idp.VerifySoftwareTokenRequest) (*idp.VerifySoftwareTokenResponse, error) {
	bearer := enrol.Bearer{AccessToken: value(in.AccessToken), Session: value(in.Session)}
	session, err := s.Enrol.VerifySoftwareToken(ctx, bearer, *in.UserCode, value(in.FriendlyDeviceName))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.VerifySoftwareTokenResponse{Status: new(idp.VerifySoftwareTokenResponseTypeSuccess), Session: given(session)}, nil
}
