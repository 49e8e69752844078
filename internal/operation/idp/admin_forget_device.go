package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminForgetDevice deletes a device of a user.
func (s *Service) AdminForgetDevice(ctx context.Context, in *idp.AdminForgetDeviceRequest) error {
	owner, err := s.Devices.Named(ctx, userpool.PoolID(*in.UserPoolId), *in.Username)
	if err != nil {
		return fault(err)
	}
	return fault(s.Devices.Forget(ctx, owner, *in.DeviceKey))
}
