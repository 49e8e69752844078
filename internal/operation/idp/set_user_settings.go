package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// SetUserSettings switches text-message MFA of the token's owner on or off.
func (s *Service) SetUserSettings(ctx context.Context, in *idp.SetUserSettingsRequest) (*idp.SetUserSettingsResponse, error) {
	if err := s.Profile.SetSettings(ctx, *in.AccessToken, mfaOptionsFrom(in.MFAOptions)); err != nil {
		return nil, fault(err)
	}
	return &idp.SetUserSettingsResponse{}, nil
}
