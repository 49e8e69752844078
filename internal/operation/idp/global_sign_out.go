package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GlobalSignOut ends all tokens of the token's owner.
func (s *Service) GlobalSignOut(ctx context.Context, in *idp.GlobalSignOutRequest) (*idp.GlobalSignOutResponse, error) {
	if err := s.Profile.SignOutEverywhere(ctx, *in.AccessToken); err != nil {
		return nil, fault(err)
	}
	return &idp.GlobalSignOutResponse{}, nil
}
