package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListDevices lists the devices of the token's owner.
func (s *Service) ListDevices(ctx context.Context, in *idp.ListDevicesRequest) (*idp.ListDevicesResponse, error) {
	owner, err := s.Devices.Self(ctx, *in.AccessToken)
	if err != nil {
		return nil, fault(err)
	}
	page, err := s.Devices.List(ctx, owner, int(value(in.Limit)), value(in.PaginationToken))
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ListDevicesResponse{Devices: devicesOf(page.Devices), PaginationToken: given(page.Next)}, nil
}
