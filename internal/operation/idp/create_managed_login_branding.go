package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// CreateManagedLoginBranding gives a client its look.
func (s *Service) CreateManagedLoginBranding(ctx context.Context, in *idp.CreateManagedLoginBrandingRequest) (*idp.CreateManagedLoginBrandingResponse, error) {
	b, err := s.Branding.Create(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId),
		lookFrom(in.UseCognitoProvidedValues, in.Settings, in.Assets))
	if err != nil {
		return nil, fault(err)
	}
	out, err := brandingOf(b, false)
	if err != nil {
		return nil, err
	}
	return &idp.CreateManagedLoginBrandingResponse{ManagedLoginBranding: out}, nil
}
