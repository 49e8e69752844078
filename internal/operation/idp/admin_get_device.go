package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminGetDevice shows a device of a user.
func (s *Service) AdminGetDevice(ctx context.Context, in *idp.AdminGetDeviceRequest) (*idp.AdminGetDeviceResponse, error) {
	owner, err := s.Devices.Named(ctx, userpool.PoolID(*in.UserPoolId), *in.Username)
	if err != nil {
		return nil, fault(err)
	}
	d, err := s.Devices.Get(ctx, owner, *in.DeviceKey)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AdminGetDeviceResponse{Device: deviceOf(d, device.Detail(s.Account, owner.User, d))}, nil
}
