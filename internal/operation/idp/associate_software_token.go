package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/enrol"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AssociateSoftwareToken gives the seed for an authenticator app.
func (s *Service) AssociateSoftwareToken(ctx context.Context, in *idp.AssociateSoftwareTokenRequest) (*idp.AssociateSoftwareTokenResponse, error) {
	seed, session, err := s.Enrol.AssociateSoftwareToken(ctx, enrol.Bearer{AccessToken: value(in.AccessToken), Session: value(in.Session)})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AssociateSoftwareTokenResponse{SecretCode: &seed, Session: given(session)}, nil
}
