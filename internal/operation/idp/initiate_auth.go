package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// InitiateAuth begins a sign-in from a client.
func (s *Service) InitiateAuth(ctx context.Context, in *idp.InitiateAuthRequest) (*idp.InitiateAuthResponse, error) {
	o, err := s.SignIn.Start(ctx, signin.Start{
		Client: userpool.ClientID(*in.ClientId), Flow: *in.AuthFlow, Params: in.AuthParameters,
		Metadata: in.ClientMetadata, Session: value(in.Session), Peer: peer(ctx),
	})
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.InitiateAuthResponse{}
	out.ChallengeName, out.Session, out.ChallengeParameters, out.AvailableChallenges, out.AuthenticationResult = challengeMembers(o)
	return out, nil
}
