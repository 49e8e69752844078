package device

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"

	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
)

// Confirmation is what a device says of itself in ConfirmDevice. Salt and
// Verifier are its half of device SRP, standard base64 of big-endian numbers.
type Confirmation struct {
	Key            string
	Name           string // "" for none, at most 1,024 characters
	Salt, Verifier string
	IP, SDK        string // where the call came from
}

// maxSDK bounds dev:device_sdk, in bytes.
const maxSDK = 256

// Confirm stores a device that the owner signed in from. It reports whether
// the user has to say that the device be remembered (UpdateDeviceStatus);
// otherwise it is from now on.
//
// InvalidParameter for a key that this sign-in was not given and for numbers
// that are no verifier, DeviceKeyExists for a device that is confirmed already.
func (s *Service) Confirm(ctx context.Context, o Owner, c Confirmation) (ask bool, err error) {
	v, parseErr := parseVerifier(c)
	now := s.now()
	ask = o.Pool.Devices.DeviceOnlyRememberedOnUserPrompt
	return ask, s.deps.DB.Update(ctx, func(st Store) error {
		if ok, err := signedInFrom(st, o, c.Key); err != nil {
			return err
		} else if !ok {
			return userpool.Errorf(userpool.InvalidParameter, "Invalid device key given.")
		}
		switch _, err := st.Device(o.Pool.ID, o.User.Sub, c.Key); {
		case err == nil:
			return userpool.Errorf(userpool.DeviceKeyExists, "Device already exists.")
		case !errors.Is(err, userpool.ErrNotFound):
			return err
		case parseErr != nil:
			return parseErr
		}
		return st.PutDevice(userpool.Device{
			Pool: o.Pool.ID, Sub: o.User.Sub, Key: c.Key, GroupKey: factor.DeviceGroupKey(s.deps.Secret, c.Key),
			Name: c.Name, Salt: v.Salt, Verifier: v.V, Remembered: !ask,
			Created: now, Modified: now, LastAuth: now, LastIP: c.IP, SDK: c.SDK[:min(len(c.SDK), maxSDK)],
		})
	})
}

// signedInFrom reports whether key was given to the sign-in that the caller's
// token comes from. The tokens of clients that do not revoke name no family:
// there any live sign-in of the user through the client counts, whose keys
// nobody else has been told.
func signedInFrom(st Store, o Owner, key string) (bool, error) {
	if o.family != nil {
		return o.family.DeviceKey == key, nil
	}
	families, err := st.FamiliesOf(o.Pool.ID, o.User.Sub)
	return slices.ContainsFunc(families, func(f userpool.TokenFamily) bool {
		return f.DeviceKey == key && f.Client == o.client && !f.Revoked && f.Epoch == o.User.TokenEpoch
	}), err
}

func parseVerifier(c Confirmation) (srp.Verifier, error) {
	if c.Salt == "" || c.Verifier == "" {
		return srp.Verifier{}, userpool.Errorf(userpool.InvalidParameter, "Device secret verifier config is required.")
	}
	salt, err := base64.StdEncoding.DecodeString(c.Salt)
	if err != nil {
		return srp.Verifier{}, badVerifier(err)
	}
	number, err := base64.StdEncoding.DecodeString(c.Verifier)
	if err != nil {
		return srp.Verifier{}, badVerifier(err)
	}
	v, err := srp.ParseVerifier(salt, number)
	if err != nil {
		return srp.Verifier{}, badVerifier(err)
	}
	return v, nil
}

func badVerifier(cause error) error {
	return userpool.Errorf(userpool.InvalidParameter, "Invalid device secret verifier config given.").Because(cause)
}
