package idp

import (
	"cmp"
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// customizedClient is the client that a customization is for: all, unless the
// request names one.
func customizedClient(id *string) userpool.ClientID {
	return userpool.ClientID(cmp.Or(value(id), string(userpool.AllClients)))
}

func (s *Service) customizationOf(ctx context.Context, c *userpool.UICustomization) (*idp.UICustomizationType, error) {
	image, err := s.Branding.ImageURL(ctx, c)
	if err != nil {
		return nil, err
	}
	return &idp.UICustomizationType{
		UserPoolId: new(string(c.Pool)), ClientId: new(string(c.Client)), ImageUrl: given(image), CSS: given(c.CSS),
		CSSVersion: given(c.Version), CreationDate: &c.Created, LastModifiedDate: &c.Modified,
	}, nil
}
