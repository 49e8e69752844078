package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// LookupDeveloperIdentity finds a developer's user or its identity.
func (s *Service) LookupDeveloperIdentity(
	ctx context.Context, in *identity.LookupDeveloperIdentityInput,
) (*identity.LookupDeveloperIdentityResponse, error) {
	id, users, next, err := s.Pools.Lookup(ctx, poolID(in.IdentityPoolId), identityID(in.IdentityId),
		value(in.DeveloperUserIdentifier), int(value(in.MaxResults)), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	return &identity.LookupDeveloperIdentityResponse{
		IdentityId: new(string(id)), DeveloperUserIdentifierList: users, NextToken: given(next),
	}, nil
}
