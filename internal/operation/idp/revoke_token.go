package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// RevokeToken ends a refresh token and what came from it.
func (s *Service) RevokeToken(ctx context.Context, in *idp.RevokeTokenRequest) (*idp.RevokeTokenResponse, error) {
	revoke := s.Profile.Revoke
	if linked(in.RevokeAssociatedSessions) {
		revoke = s.Profile.RevokeLinked
	}
	if err := revoke(ctx, userpool.ClientID(*in.ClientId), value(in.ClientSecret), *in.Token); err != nil {
		return nil, fault(err)
	}
	return &idp.RevokeTokenResponse{}, nil
}
