package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminSetUserMFAPreference says which second factors a user is asked for.
func (s *Service) AdminSetUserMFAPreference(ctx context.Context, in *idp.AdminSetUserMFAPreferenceRequest) (*idp.AdminSetUserMFAPreferenceResponse, error) {
	want := preferenceFrom(in.SMSMfaSettings, in.SoftwareTokenMfaSettings, in.EmailMfaSettings, in.WebAuthnMfaSettings)
	if err := s.Enrol.PreferFor(ctx, userpool.PoolID(*in.UserPoolId), *in.Username, want); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminSetUserMFAPreferenceResponse{}, nil
}
