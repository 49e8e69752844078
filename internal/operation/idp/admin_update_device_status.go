package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminUpdateDeviceStatus makes a device of a user remembered or not.
func (s *Service) AdminUpdateDeviceStatus(ctx context.Context, in *idp.AdminUpdateDeviceStatusRequest) (*idp.AdminUpdateDeviceStatusResponse, error) {
	owner, err := s.Devices.Named(ctx, userpool.PoolID(*in.UserPoolId), *in.Username)
	if err != nil {
		return nil, fault(err)
	}
	if err := s.Devices.SetStatus(ctx, owner, *in.DeviceKey, value(in.DeviceRememberedStatus)); err != nil {
		return nil, fault(err)
	}
	return &idp.AdminUpdateDeviceStatusResponse{}, nil
}
