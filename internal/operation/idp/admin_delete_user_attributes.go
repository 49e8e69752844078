package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminDeleteUserAttributes removes attributes of a user.
func (s *Service) AdminDeleteUserAttributes(ctx context.Context, in *idp.AdminDeleteUserAttributesRequest) (*idp.AdminDeleteUserAttributesResponse, error) {
	if err := s.Directory.DeleteAttributes(ctx, userpool.PoolID(*in.UserPoolId), *in.Username, named[userpool.AttributeName](in.UserAttributeNames)); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminDeleteUserAttributesResponse{}, nil
}
