package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminGetUser shows a user with all its attributes.
func (s *Service) AdminGetUser(ctx context.Context, in *idp.AdminGetUserRequest) (*idp.AdminGetUserResponse, error) {
	u, err := s.Directory.Get(ctx, userpool.PoolID(*in.UserPoolId), *in.Username)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AdminGetUserResponse{
		Username: new(string(u.Username)), UserAttributes: attributesOf(account.View(u, nil)),
		UserCreateDate: &u.Created, UserLastModifiedDate: &u.Modified,
		Enabled: &u.Enabled, UserStatus: new(string(u.Status)), MFAOptions: mfaOptionsOf(u),
		PreferredMfaSetting: given(string(u.MFA.Preferred)), UserMFASettingList: texts(account.SecondFactors(u)),
	}, nil
}
