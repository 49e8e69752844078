package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// RevokeUserSession ends another session of the token's owner.
func (s *Service) RevokeUserSession(ctx context.Context, in *idp.RevokeUserSessionRequest) (*idp.RevokeUserSessionResponse, error) {
	owner, err := s.Sessions.Self(ctx, *in.AccessToken)
	if err != nil {
		return nil, fault(err)
	}
	if err := s.Sessions.Revoke(ctx, owner, *in.SessionId, linked(in.RevokeAssociatedSessions)); err != nil {
		return nil, fault(err)
	}
	return &idp.RevokeUserSessionResponse{}, nil
}
