package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetUserPoolMfaConfig shows the MFA configuration of a pool.
func (s *Service) GetUserPoolMfaConfig(ctx context.Context, in *idp.GetUserPoolMfaConfigRequest) (*idp.GetUserPoolMfaConfigResponse, error) {
	p, err := s.Pools.Pool(ctx, userpool.PoolID(*in.UserPoolId))
	if err != nil {
		return nil, fault(err)
	}
	return mfa(p), nil
}
