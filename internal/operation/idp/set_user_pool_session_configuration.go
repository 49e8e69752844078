package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// SetUserPoolSessionConfiguration replaces the session configuration of a pool.
func (s *Service) SetUserPoolSessionConfiguration(ctx context.Context, in *idp.SetUserPoolSessionConfigurationRequest) (*idp.SetUserPoolSessionConfigurationResponse, error) {
	err := s.Pools.SetSessions(ctx, userpool.PoolID(*in.UserPoolId), userpool.SessionTracking{
		Enabled:    *in.UserSessionTracking == idp.UserSessionTrackingTypeEnabled,
		MaxPerUser: int(*in.TokenSession.MaxPerUser),
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.SetUserPoolSessionConfigurationResponse{
		UserPoolId: in.UserPoolId, UserSessionTracking: in.UserSessionTracking, TokenSession: in.TokenSession,
	}, nil
}
