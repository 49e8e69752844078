package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// ListIdentities lists the identities of a pool.
func (s *Service) ListIdentities(
	ctx context.Context, in *identity.ListIdentitiesInput,
) (*identity.ListIdentitiesResponse, error) {
	list, next, err := s.Pools.ListIdentities(ctx, poolID(in.IdentityPoolId), value(in.HideDisabled), int(*in.MaxResults),
		value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	out := &identity.ListIdentitiesResponse{
		IdentityPoolId: in.IdentityPoolId, Identities: []identity.IdentityDescription{}, NextToken: given(next),
	}
	for i := range list {
		out.Identities = append(out.Identities, *descriptionOf(&list[i]))
	}
	return out, nil
}
