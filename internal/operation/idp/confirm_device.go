package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ConfirmDevice stores the device that the token's owner signed in from.
func (s *Service) ConfirmDevice(ctx context.Context, in *idp.ConfirmDeviceRequest) (*idp.ConfirmDeviceResponse, error) {
	owner, err := s.Devices.Self(ctx, *in.AccessToken)
	if err != nil {
		return nil, fault(err)
	}
	r := awsproto.RequestFrom(ctx)
	c := device.Confirmation{Key: *in.DeviceKey, Name: value(in.DeviceName), IP: r.SourceIP, SDK: r.UserAgent}
	if v := in.DeviceSecretVerifierConfig; v != nil {
		c.Salt, c.Verifier = value(v.Salt), value(v.PasswordVerifier)
	}
	ask, err := s.Devices.Confirm(ctx, owner, c)
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ConfirmDeviceResponse{UserConfirmationNecessary: &ask}, nil
}
