package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetDevice shows a device of the token's owner.
func (s *Service) GetDevice(ctx context.Context, in *idp.GetDeviceRequest) (*idp.GetDeviceResponse, error) {
	owner, err := s.Devices.Self(ctx, value(in.AccessToken))
	if err != nil {
		return nil, fault(err)
	}
	d, err := s.Devices.Get(ctx, owner, *in.DeviceKey)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.GetDeviceResponse{Device: deviceOf(d, device.Detail(s.Account, owner.User, d))}, nil
}
