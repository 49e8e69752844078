package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// SetIdentityPoolRoles replaces roles and role mappings of an identity pool.
func (s *Service) SetIdentityPoolRoles(ctx context.Context, in *identity.SetIdentityPoolRolesInput) error {
	return fault(s.Pools.SetRoles(ctx, poolID(in.IdentityPoolId), in.Roles, mappingsFrom(in.RoleMappings)))
}
