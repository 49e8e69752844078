package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListUserSessions lists where the token's owner is signed in.
func (s *Service) ListUserSessions(ctx context.Context, in *idp.ListUserSessionsRequest) (*idp.ListUserSessionsResponse, error) {
	owner, err := s.Sessions.Self(ctx, *in.AccessToken)
	if err != nil {
		return nil, fault(err)
	}
	page, err := s.Sessions.List(ctx, owner, value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ListUserSessionsResponse{Sessions: sessionsOf(page.Sessions), NextToken: given(page.Next)}, nil
}
