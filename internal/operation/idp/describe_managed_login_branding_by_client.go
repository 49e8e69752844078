package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DescribeManagedLoginBrandingByClient shows the look of a client.
func (s *Service) DescribeManagedLoginBrandingByClient(ctx context.Context, in *idp.DescribeManagedLoginBrandingByClientRequest) (*idp.DescribeManagedLoginBrandingByClientResponse, error) {
	b, err := s.Branding.OfClient(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId))
	if err != nil {
		return nil, fault(err)
	}
	out, err := brandingOf(b, value(in.ReturnMergedResources))
	if err != nil {
		return nil, err
	}
	return &idp.DescribeManagedLoginBrandingByClientResponse{ManagedLoginBranding: out}, nil
}
