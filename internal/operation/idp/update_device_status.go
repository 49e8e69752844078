package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// UpdateDeviceStatus makes a device of the token's owner remembered or not.
func (s *Service) UpdateDeviceStatus(ctx context.Context, in *idp.UpdateDeviceStatusRequest) (*idp.UpdateDeviceStatusResponse, error) {
	owner, err := s.Devices.Self(ctx, *in.AccessToken)
	if err != nil {
		return nil, fault(err)
	}
	if err := s.Devices.SetStatus(ctx, owner, *in.DeviceKey, value(in.DeviceRememberedStatus)); err != nil {
		return nil, fault(err)
	}
	return &idp.UpdateDeviceStatusResponse{}, nil
}
