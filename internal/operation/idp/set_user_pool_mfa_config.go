package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// SetUserPoolMfaConfig replaces the MFA configuration of a pool.
func (s *Service) SetUserPoolMfaConfig(ctx context.Context, in *idp.SetUserPoolMfaConfigRequest) (*idp.SetUserPoolMfaConfigResponse, error) {
	p, err := s.Pools.SetMFA(ctx, userpool.PoolID(*in.UserPoolId), mfaFrom(in))
	if err != nil {
		return nil, fault(err)
	}
	out := idp.SetUserPoolMfaConfigResponse(*mfa(p))
	return &out, nil
}
