package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UpdateManagedLoginBranding changes what the request has of a look.
func (s *Service) UpdateManagedLoginBranding(ctx context.Context, in *idp.UpdateManagedLoginBrandingRequest) (*idp.UpdateManagedLoginBrandingResponse, error) {
	b, err := s.Branding.Update(ctx, userpool.PoolID(value(in.UserPoolId)), value(in.ManagedLoginBrandingId),
		lookFrom(in.UseCognitoProvidedValues, in.Settings, in.Assets))
	if err != nil {
		return nil, fault(err)
	}
	out, err := brandingOf(b, false)
	if err != nil {
		return nil, err
	}
	return &idp.UpdateManagedLoginBrandingResponse{ManagedLoginBranding: out}, nil
}
