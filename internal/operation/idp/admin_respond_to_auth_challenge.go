package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminRespondToAuthChallenge answers a challenge from a backend.
func (s *Service) AdminRespondToAuthChallenge(ctx context.Context, in *idp.AdminRespondToAuthChallengeRequest) (*idp.AdminRespondToAuthChallengeResponse, error) {
	o, err := s.SignIn.Respond(ctx, signin.Respond{
		Admin: true, Pool: userpool.PoolID(*in.UserPoolId), Client: userpool.ClientID(*in.ClientId),
		Challenge: *in.ChallengeName, Session: value(in.Session), Answers: in.ChallengeResponses,
		Metadata: in.ClientMetadata, Peer: adminPeer(ctx, in.ContextData),
	})
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.AdminRespondToAuthChallengeResponse{}
	out.ChallengeName, out.Session, out.ChallengeParameters, out.AvailableChallenges, out.AuthenticationResult = challengeMembers(o)
	return out, nil
}
