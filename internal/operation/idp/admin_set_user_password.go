package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminSetUserPassword sets a user's password, temporary unless said otherwise.
func (s *Service) AdminSetUserPassword(ctx context.Context, in *idp.AdminSetUserPasswordRequest) (*idp.AdminSetUserPasswordResponse, error) {
	if err := s.Directory.SetPassword(ctx, userpool.PoolID(*in.UserPoolId), *in.Username, *in.Password, value(in.Permanent)); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminSetUserPasswordResponse{}, nil
}
