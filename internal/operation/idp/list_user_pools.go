package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListUserPools lists the pools of the account.
func (s *Service) ListUserPools(ctx context.Context, in *idp.ListUserPoolsRequest) (*idp.ListUserPoolsResponse, error) {
	page, err := s.Pools.List(ctx, int(*in.MaxResults), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.ListUserPoolsResponse{UserPools: []idp.UserPoolDescriptionType{}, NextToken: given(page.Next)}
	for _, p := range page.Pools {
		out.UserPools = append(out.UserPools, idp.UserPoolDescriptionType{
			Id: new(string(p.ID)), Name: &p.Name, LambdaConfig: lambda(p.Lambda),
			CreationDate: &p.Created, LastModifiedDate: &p.Modified,
		})
	}
	return out, nil
}
