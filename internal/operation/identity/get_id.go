package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// GetId gives the identity that the logins lead to, or a new guest.
func (s *Service) GetId(ctx context.Context, in *identity.GetIdInput) (*identity.GetIdResponse, error) {
	id, err := s.Pools.GetID(ctx, poolID(in.IdentityPoolId), in.Logins)
	if err != nil {
		return nil, fault(err)
	}
	return &identity.GetIdResponse{IdentityId: new(string(id))}, nil
}
