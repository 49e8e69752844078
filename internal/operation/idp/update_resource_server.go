package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UpdateResourceServer replaces name and scopes of a resource server.
func (s *Service) UpdateResourceServer(ctx context.Context, in *idp.UpdateResourceServerRequest) (*idp.UpdateResourceServerResponse, error) {
	r := resourceServerFrom(in.UserPoolId, in.Identifier, in.Name, in.Scopes)
	if err := s.ResourceServers.Update(ctx, r); err != nil {
		return nil, fault(err)
	}
	return &idp.UpdateResourceServerResponse{ResourceServer: resourceServerOf(r)}, nil
}
