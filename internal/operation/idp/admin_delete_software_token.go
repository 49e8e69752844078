package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminDeleteSoftwareToken takes a user's authenticator app away.
func (s *Service) AdminDeleteSoftwareToken(ctx context.Context, in *idp.AdminDeleteSoftwareTokenRequest) (*idp.AdminDeleteSoftwareTokenResponse, error) {
	if err := s.Enrol.DeleteSoftwareToken(ctx, userpool.PoolID(*in.UserPoolId), *in.Username); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminDeleteSoftwareTokenResponse{}, nil
}
