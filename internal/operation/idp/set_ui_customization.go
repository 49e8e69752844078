package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// SetUICustomization sets CSS and logo of the classic pages.
func (s *Service) SetUICustomization(ctx context.Context, in *idp.SetUICustomizationRequest) (*idp.SetUICustomizationResponse, error) {
	c, err := s.Branding.SetCustomization(ctx, userpool.PoolID(*in.UserPoolId), customizedClient(in.ClientId), value(in.CSS), in.ImageFile)
	if err != nil {
		return nil, fault(err)
	}
	out, err := s.customizationOf(ctx, c)
	if err != nil {
		return nil, err
	}
	return &idp.SetUICustomizationResponse{UICustomization: out}, nil
}
