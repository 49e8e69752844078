package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AddCustomAttributes extends the schema of a pool.
func (s *Service) AddCustomAttributes(ctx context.Context, in *idp.AddCustomAttributesRequest) (*idp.AddCustomAttributesResponse, error) {
	err := s.Pools.AddAttributes(ctx, userpool.PoolID(*in.UserPoolId), schemaFrom(in.CustomAttributes))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AddCustomAttributesResponse{}, nil
}
