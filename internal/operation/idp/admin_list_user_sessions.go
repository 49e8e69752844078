package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminListUserSessions lists where a user is signed in.
func (s *Service) AdminListUserSessions(ctx context.Context, in *idp.AdminListUserSessionsRequest) (*idp.AdminListUserSessionsResponse, error) {
	owner, err := s.Sessions.Named(ctx, userpool.PoolID(*in.UserPoolId), *in.Username)
	if err != nil {
		return nil, fault(err)
	}
	page, err := s.Sessions.List(ctx, owner, value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AdminListUserSessionsResponse{Sessions: sessionsOf(page.Sessions), NextToken: given(page.Next)}, nil
}
