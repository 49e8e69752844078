package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ForgetDevice deletes a device of the token's owner.
func (s *Service) ForgetDevice(ctx context.Context, in *idp.ForgetDeviceRequest) error {
	owner, err := s.Devices.Self(ctx, value(in.AccessToken))
	if err != nil {
		return fault(err)
	}
	return fault(s.Devices.Forget(ctx, owner, *in.DeviceKey))
}
