package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/wire/identity"
)

// DeleteIdentities deletes identities.
func (s *Service) DeleteIdentities(
	ctx context.Context, in *identity.DeleteIdentitiesInput,
) (*identity.DeleteIdentitiesResponse, error) {
	var ids []identitypool.IdentityID
	for _, id := range in.IdentityIdsToDelete {
		ids = append(ids, identitypool.IdentityID(id))
	}
	out := &identity.DeleteIdentitiesResponse{UnprocessedIdentityIds: []identity.UnprocessedIdentityId{}}
	for id := range s.Pools.DeleteIdentities(ctx, ids) {
		out.UnprocessedIdentityIds = append(out.UnprocessedIdentityIds, identity.UnprocessedIdentityId{
			IdentityId: new(string(id)), ErrorCode: new(identity.ErrorCodeInternalServerError),
		})
	}
	return out, nil
}
