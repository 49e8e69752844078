package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// ListIdentityPools lists the identity pools.
func (s *Service) ListIdentityPools(
	ctx context.Context, in *identity.ListIdentityPoolsInput,
) (*identity.ListIdentityPoolsResponse, error) {
	pools, next, err := s.Pools.List(ctx, int(*in.MaxResults), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	out := &identity.ListIdentityPoolsResponse{IdentityPools: []identity.IdentityPoolShortDescription{}, NextToken: given(next)}
	for _, p := range pools {
		out.IdentityPools = append(out.IdentityPools, identity.IdentityPoolShortDescription{
			IdentityPoolId: new(string(p.ID)), IdentityPoolName: &p.Name,
		})
	}
	return out, nil
}
