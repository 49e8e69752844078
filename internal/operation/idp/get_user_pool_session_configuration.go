package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetUserPoolSessionConfiguration shows whether and how a pool tracks sessions.
func (s *Service) GetUserPoolSessionConfiguration(ctx context.Context, in *idp.GetUserPoolSessionConfigurationRequest) (*idp.GetUserPoolSessionConfigurationResponse, error) {
	t, err := s.Pools.Sessions(ctx, userpool.PoolID(*in.UserPoolId))
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.GetUserPoolSessionConfigurationResponse{
		UserPoolId: in.UserPoolId, UserSessionTracking: new(idp.UserSessionTrackingTypeDisabled),
		TokenSession: &idp.UserPoolTokenSessionConfigType{MaxPerUser: wireNumber(t.MaxPerUser)},
	}
	if t.Enabled {
		out.UserSessionTracking = new(idp.UserSessionTrackingTypeEnabled)
	}
	return out, nil
}
