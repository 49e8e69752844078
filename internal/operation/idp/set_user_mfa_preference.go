package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// SetUserMFAPreference says which second factors the token's owner is asked for.
func (s *Service) SetUserMFAPreference(ctx context.Context, in *idp.SetUserMFAPreferenceRequest) (*idp.SetUserMFAPreferenceResponse, error) {
	want := preferenceFrom(in.SMSMfaSettings, in.SoftwareTokenMfaSettings, in.EmailMfaSettings, in.WebAuthnMfaSettings)
	if err := s.Enrol.Prefer(ctx, *in.AccessToken, want); err != nil {
		return nil, fault(err)
	}
	return &idp.SetUserMFAPreferenceResponse{}, nil
}
