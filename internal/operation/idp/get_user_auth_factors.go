package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetUserAuthFactors shows what the token's owner can prove.
func (s *Service) GetUserAuthFactors(ctx context.Context, in *idp.GetUserAuthFactorsRequest) (*idp.GetUserAuthFactorsResponse, error) {
	f, err := s.Enrol.Factors(ctx, *in.AccessToken)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.GetUserAuthFactorsResponse{
		Username: new(string(f.User.Username)), PreferredMfaSetting: given(string(f.User.MFA.Preferred)),
		UserMFASettingList: texts(f.Enabled), ConfiguredUserAuthFactors: f.Configured,
	}, nil
}
