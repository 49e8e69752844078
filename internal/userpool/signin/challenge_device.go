package signin

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
)

// deviceChallenge is DEVICE_SRP_AUTH: the client named a remembered device and
// now begins to prove that it is that device. It replaces the second factor,
// never the first.
type deviceChallenge struct{}

func (deviceChallenge) name() string { return stepDevice }

func (deviceChallenge) required(a *attempt) bool { return a.deviceDue() && !a.DeviceHasA }

// deviceDue: a remembered device stands for MFA where the pool says so, and is
// asked for its proof where there is no MFA to replace.
func (a *attempt) deviceDue() bool {
	if a.device == nil || !a.device.Remembered || !a.device.Confirmed() || a.DeviceProved || a.pool.Devices == nil {
		return false
	}
	if a.First == "" && !(a.Flow == flowCustom && a.CustomDone) {
		return false
	}
	if a.Want != "" && a.MFA == "" {
		return false
	}
	return a.pool.Devices.ChallengeRequiredOnNewDevice && a.MFA == "" || !a.mfaDue() && a.MFA == ""
}

func (deviceChallenge) issue(context.Context, *Service, *attempt) (map[string]string, error) {
	return map[string]string{}, nil
}

func (deviceChallenge) answer(_ context.Context, _ *Service, a *attempt, answers map[string]string) error {
	for _, k := range []string{"DEVICE_KEY", "SRP_A"} {
		if answers[k] == "" {
			return missing(k)
		}
	}
	if a.device == nil || answers["DEVICE_KEY"] != a.device.Key {
		return noDevice()
	}
	hasA := a.HasSRPA
	if err := a.takeSRPA(answers["SRP_A"]); err != nil {
		return err
	}
	a.HasSRPA, a.DeviceHasA = hasA, true
	return nil
}

// deviceVerifierChallenge is DEVICE_PASSWORD_VERIFIER: the device's SRP proof.
type deviceVerifierChallenge struct{}

func (deviceVerifierChallenge) name() string { return stepDeviceVerifier }

func (deviceVerifierChallenge) required(a *attempt) bool { return a.deviceDue() && a.DeviceHasA }

func (deviceVerifierChallenge) issue(_ context.Context, s *Service, a *attempt) (map[string]string, error) {
	v := srp.Verifier{Salt: a.device.Salt, V: a.device.Verifier}
	srv, err := srp.NewServer(s.deps.Rand, v)
	if err != nil {
		return nil, err
	}
	a.srp.server = srv.State()
	return map[string]string{
		"SALT":         v.SaltHex(),
		"SRP_B":        srp.Hex(srv.B()),
		"SECRET_BLOCK": s.sealBlock(&a.facts, a.srp),
		"DEVICE_KEY":   a.device.Key,
		"USERNAME":     a.username(),
	}, nil
}

func (deviceVerifierChallenge) answer(_ context.Context, s *Service, a *attempt, answers map[string]string) error {
	if a.device == nil || answers["DEVICE_KEY"] != a.device.Key {
		return noDevice()
	}
	v := srp.Verifier{Salt: a.device.Salt, V: a.device.Verifier}
	ok, err := s.checkProof(a, v, factor.DeviceGroupKey(s.deps.Secret, a.device.Key), a.device.Key, answers)
	if err != nil {
		return err
	}
	if !ok {
		return &wrong{err: userpool.WrongPassword(), kind: userpool.CountMFA, ends: true}
	}
	a.DeviceProved = true
	d := *a.device
	d.LastAuth, d.LastIP = s.deps.Now(), a.peer.IP
	a.write(func(st Store) error { return st.PutDevice(d) })
	return nil
}

// noteDevice records the device that the client says it is on, if the pool
// tracks devices. One that the user does not have is an error that makes
// clients forget the key and try again.
func (s *Service) noteDevice(ctx context.Context, a *attempt, key string) error {
	if key == "" {
		key = a.DeviceKey
	}
	if key == "" || a.pool.Devices == nil || a.user == nil {
		return nil
	}
	if a.DeviceKey != "" && key != a.DeviceKey {
		return noDevice()
	}
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		a.device, err = st.Device(a.Pool, a.Sub, key)
		return err
	})
	if errors.Is(err, userpool.ErrNotFound) {
		return noDevice()
	}
	if err != nil {
		return err
	}
	a.DeviceKey = key
	return nil
}
