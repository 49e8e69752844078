package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteUserAttributes removes attributes of the token's owner.
func (s *Service) DeleteUserAttributes(ctx context.Context, in *idp.DeleteUserAttributesRequest) (*idp.DeleteUserAttributesResponse, error) {
	if err := s.Profile.DeleteAttributes(ctx, *in.AccessToken, named[userpool.AttributeName](in.UserAttributeNames)); err != nil {
		return nil, fault(err)
	}
	return &idp.DeleteUserAttributesResponse{}, nil
}
