package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ChangePassword sets a new password of the token's owner.
func (s *Service) ChangePassword(ctx context.Context, in *idp.ChangePasswordRequest) (*idp.ChangePasswordResponse, error) {
	if err := s.Profile.ChangePassword(ctx, *in.AccessToken, in.PreviousPassword, *in.ProposedPassword); err != nil {
		return nil, fault(err)
	}
	return &idp.ChangePasswordResponse{}, nil
}
