package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminInitiateAuth begins a sign-in from a backend.
func (s *Service) AdminInitiateAuth(ctx context.Context, in *idp.AdminInitiateAuthRequest) (*idp.AdminInitiateAuthResponse, error) {
	o, err := s.SignIn.Start(ctx, signin.Start{
		Admin: true, Pool: userpool.PoolID(*in.UserPoolId), Client: userpool.ClientID(*in.ClientId),
		Flow: *in.AuthFlow, Params: in.AuthParameters, Metadata: in.ClientMetadata,
		Session: value(in.Session), Peer: adminPeer(ctx, in.ContextData),
	})
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.AdminInitiateAuthResponse{}
	out.ChallengeName, out.Session, out.ChallengeParameters, out.AvailableChallenges, out.AuthenticationResult = challengeMembers(o)
	return out, nil
}
