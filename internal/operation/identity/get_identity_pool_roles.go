package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// GetIdentityPoolRoles reads roles and role mappings of an identity pool.
func (s *Service) GetIdentityPoolRoles(
	ctx context.Context, in *identity.GetIdentityPoolRolesInput,
) (*identity.GetIdentityPoolRolesResponse, error) {
	p, err := s.Pools.Describe(ctx, poolID(in.IdentityPoolId))
	if err != nil {
		return nil, fault(err)
	}
	return &identity.GetIdentityPoolRolesResponse{
		IdentityPoolId: in.IdentityPoolId, Roles: filled(p.Roles), RoleMappings: mappingsOf(p.Mappings),
	}, nil
}
