package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// CreateResourceServer makes a resource server with its scopes.
func (s *Service) CreateResourceServer(ctx context.Context, in *idp.CreateResourceServerRequest) (*idp.CreateResourceServerResponse, error) {
	r := resourceServerFrom(in.UserPoolId, in.Identifier, in.Name, in.Scopes)
	if err := s.ResourceServers.Create(ctx, r); err != nil {
		return nil, fault(err)
	}
	return &idp.CreateResourceServerResponse{ResourceServer: resourceServerOf(r)}, nil
}
