package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetUser shows the owner of an access token.
func (s *Service) GetUser(ctx context.Context, in *idp.GetUserRequest) (*idp.GetUserResponse, error) {
	u, attrs, err := s.Profile.Get(ctx, *in.AccessToken)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.GetUserResponse{
		Username: new(string(u.Username)), UserAttributes: attributesOf(attrs), MFAOptions: mfaOptionsOf(u),
		PreferredMfaSetting: given(string(u.MFA.Preferred)), UserMFASettingList: texts(account.SecondFactors(u)),
	}, nil
}
