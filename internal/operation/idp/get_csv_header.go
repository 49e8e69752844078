package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetCSVHeader lists the columns of a user import file.
func (s *Service) GetCSVHeader(ctx context.Context, in *idp.GetCSVHeaderRequest) (*idp.GetCSVHeaderResponse, error) {
	header, err := s.Directory.CSVHeader(ctx, userpool.PoolID(*in.UserPoolId))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.GetCSVHeaderResponse{UserPoolId: in.UserPoolId, CSVHeader: header}, nil
}
