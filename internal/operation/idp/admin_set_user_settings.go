package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminSetUserSettings switches text-message MFA of a user on or off.
func (s *Service) AdminSetUserSettings(ctx context.Context, in *idp.AdminSetUserSettingsRequest) (*idp.AdminSetUserSettingsResponse, error) {
	if err := s.Directory.SetSettings(ctx, userpool.PoolID(*in.UserPoolId), *in.Username, mfaOptionsFrom(in.MFAOptions)); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminSetUserSettingsResponse{}, nil
}
