package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminListDevices lists the devices of a user.
func (s *Service) AdminListDevices(ctx context.Context, in *idp.AdminListDevicesRequest) (*idp.AdminListDevicesResponse, error) {
	owner, err := s.Devices.Named(ctx, userpool.PoolID(*in.UserPoolId), *in.Username)
	if err != nil {
		return nil, fault(err)
	}
	page, err := s.Devices.List(ctx, owner, int(value(in.Limit)), value(in.PaginationToken))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AdminListDevicesResponse{Devices: devicesOf(page.Devices), PaginationToken: given(page.Next)}, nil
}
