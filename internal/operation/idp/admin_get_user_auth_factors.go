package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminGetUserAuthFactors shows what a user can prove.
func (s *Service) AdminGetUserAuthFactors(ctx context.Context, in *idp.AdminGetUserAuthFactorsRequest) (*idp.AdminGetUserAuthFactorsResponse, error) {
	f, err := s.Enrol.FactorsOf(ctx, userpool.PoolID(*in.UserPoolId), *in.Username)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AdminGetUserAuthFactorsResponse{
		Username: new(string(f.User.Username)), PreferredMfaSetting: given(string(f.User.MFA.Preferred)),
		UserMFASettingList: texts(f.Enabled), ConfiguredUserAuthFactors: f.Configured,
	}, nil
}
