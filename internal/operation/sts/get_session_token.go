package sts

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/sts"
)

// GetSessionToken gives the caller temporary credentials of its own.
func (s *Service) GetSessionToken(
	ctx context.Context, in *sts.GetSessionTokenRequest,
) (*sts.GetSessionTokenResponse, error) {
	c, err := s.STS.SessionToken(signer(ctx), seconds(in.DurationSeconds), in.SerialNumber != nil || in.TokenCode != nil)
	if err != nil {
		return nil, fault(err)
	}
	return &sts.GetSessionTokenResponse{Credentials: credentialsOf(c)}, nil
}
