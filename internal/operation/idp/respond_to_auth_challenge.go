package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// RespondToAuthChallenge answers a challenge from a client.
func (s *Service) RespondToAuthChallenge(ctx context.Context, in *idp.RespondToAuthChallengeRequest) (*idp.RespondToAuthChallengeResponse, error) {
	o, err := s.SignIn.Respond(ctx, signin.Respond{
		Client: userpool.ClientID(*in.ClientId), Challenge: *in.ChallengeName, Session: value(in.Session),
		Answers: in.ChallengeResponses, Metadata: in.ClientMetadata, Peer: peer(ctx),
	})
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.RespondToAuthChallengeResponse{}
	out.ChallengeName, out.Session, out.ChallengeParameters, out.AvailableChallenges, out.AuthenticationResult = challengeMembers(o)
	return out, nil
}
