package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminRevokeUserSession ends a session of a user.
func (s *Service) AdminRevokeUserSession(ctx context.Context, in *idp.AdminRevokeUserSessionRequest) (*idp.AdminRevokeUserSessionResponse, error) {
	owner, err := s.Sessions.Named(ctx, userpool.PoolID(*in.UserPoolId), *in.Username)
	if err != nil {
		return nil, fault(err)
	}
	if err := s.Sessions.Revoke(ctx, owner, *in.SessionId, linked(in.RevokeAssociatedSessions)); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminRevokeUserSessionResponse{}, nil
}
