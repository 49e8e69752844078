package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DescribeManagedLoginBranding shows a look by its id.
func (s *Service) DescribeManagedLoginBranding(ctx context.Context, in *idp.DescribeManagedLoginBrandingRequest) (*idp.DescribeManagedLoginBrandingResponse, error) {
	b, err := s.Branding.Get(ctx, userpool.PoolID(*in.UserPoolId), *in.ManagedLoginBrandingId)
	if err != nil {
		return nil, fault(err)
	}
	out, err := brandingOf(b, value(in.ReturnMergedResources))
	if err != nil {
		return nil, err
	}
	return &idp.DescribeManagedLoginBrandingResponse{ManagedLoginBranding: out}, nil
}
