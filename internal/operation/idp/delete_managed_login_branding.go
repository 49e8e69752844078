package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteManagedLoginBranding takes a client's look away.
func (s *Service) DeleteManagedLoginBranding(ctx context.Context, in *idp.DeleteManagedLoginBrandingRequest) error {
	return fault(s.Branding.Delete(ctx, userpool.PoolID(*in.UserPoolId), *in.ManagedLoginBrandingId))
}
