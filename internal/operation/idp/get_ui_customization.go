package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetUICustomization shows what applies to the classic pages of a client.
func (s *Service) GetUICustomization(ctx context.Context, in *idp.GetUICustomizationRequest) (*idp.GetUICustomizationResponse, error) {
	c, err := s.Branding.Customization(ctx, userpool.PoolID(*in.UserPoolId), customizedClient(in.ClientId))
	if err != nil {
		return nil, fault(err)
	}
	if c == nil {
		return &idp.GetUICustomizationResponse{UICustomization: &idp.UICustomizationType{UserPoolId: in.UserPoolId, ClientId: in.ClientId}}, nil
	}
	out, err := s.customizationOf(ctx, c)
	if err != nil {
		return nil, err
	}
	return &idp.GetUICustomizationResponse{UICustomization: out}, nil
}
