package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListResourceServers lists the resource servers of a pool.
func (s *Service) ListResourceServers(ctx context.Context, in *idp.ListResourceServersRequest) (*idp.ListResourceServersResponse, error) {
	page, err := s.ResourceServers.List(ctx, userpool.PoolID(*in.UserPoolId), int(value(in.MaxResults)), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.ListResourceServersResponse{ResourceServers: []idp.ResourceServerType{}, NextToken: given(page.Next)}
	for i := range page.Servers {
		out.ResourceServers = append(out.ResourceServers, *resourceServerOf(&page.Servers[i]))
	}
	return out, nil
}
