package sts

import (
	"context"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/sts"
)

// GetCallerIdentity tells who signed.
func (s *Service) GetCallerIdentity(
	ctx context.Context, _ *sts.GetCallerIdentityRequest,
) (*sts.GetCallerIdentityResponse, error) {
	caller, _ := awsproto.CallerFrom(ctx)
	return &sts.GetCallerIdentityResponse{Arn: &caller.ARN, UserId: &caller.UserID, Account: &caller.Account}, nil
}
