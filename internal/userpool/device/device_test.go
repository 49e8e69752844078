package device_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

const key = "us-east-1_11111111-2222-4333-8444-555555555555"

type world struct {
	*pooltest.World
	devices *device.Service
	user    *userpool.User
}

func secret(label string) []byte { return []byte("secret of " + label) }

func newWorld(t *testing.T, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	w := &world{World: pooltest.New(t, func(p *userpool.Pool, c *userpool.Client) {
		p.Devices = &userpool.DeviceConfiguration{}
		if change != nil {
			change(p, c)
		}
	})}
	w.devices = device.New(device.Deps{
		DB:       store.Bind(w.DB, func(tx *store.Tx) device.Store { return tx }),
		Registry: w.Registry, Verify: w.Tokens.Verify, Now: w.Now, Secret: secret,
	})
	w.user = w.AddUser("ada", nil)
	return w
}

// signIn makes a family that was given a device key.
func (w *world) signIn(u *userpool.User, key string) (access string, f userpool.TokenFamily) {
	w.T.Helper()
	now := w.Now()
	f = userpool.TokenFamily{Pool: pooltest.PoolID, ID: fmt.Sprint("family-", now.UnixNano()), Sub: u.Sub, Client: pooltest.ClientID,
		Epoch: u.TokenEpoch, AuthTime: now, Created: now, Expires: now.Add(time.Hour), DeviceKey: key}
	w.Update(func(tx *store.Tx) error { return tx.InsertFamily(f) })
	t, err := w.Tokens.Mint(context.Background(), token.Grant{Pool: w.Pool, Client: w.Client, User: u, Family: &f})
	w.Check(err)
	return t.Access, f
}

func (w *world) self(access string) device.Owner {
	w.T.Helper()
	o, err := w.devices.Self(context.Background(), access)
	w.Check(err)
	return o
}

func confirmation(t *testing.T, key string) device.Confirmation {
	t.Helper()
	_, v, err := srp.NewDeviceVerifier(rand.Reader, factor.DeviceGroupKey(secret, key), key)
	if err != nil {
		t.Fatal(err)
	}
	return device.Confirmation{Key: key, Name: "laptop", IP: "192.0.2.1", SDK: "aws-amplify/6",
		Salt: base64.StdEncoding.EncodeToString(v.Salt), Verifier: base64.StdEncoding.EncodeToString(v.V)}
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	for _, prompt := range []bool{false, true} {
		w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Devices.DeviceOnlyRememberedOnUserPrompt = prompt })
		access, _ := w.signIn(w.user, key)
		o := w.self(access)
		if page, err := w.devices.List(context.Background(), o, 0, ""); err != nil || len(page.Devices) != 0 {
			t.Errorf("before ConfirmDevice: %v, %v", page.Devices, err)
		}
		ask, err := w.devices.Confirm(context.Background(), o, confirmation(t, key))
		if err != nil || ask != prompt {
			t.Errorf("Confirm = %v, %v, want %v", ask, err, prompt)
		}
		d, err := w.devices.Get(context.Background(), o, key)
		w.Check(err)
		if d.Remembered == prompt || !d.Confirmed() || d.GroupKey != factor.DeviceGroupKey(secret, key) {
			t.Errorf("device = %+v", d)
		}
		_, err = w.devices.Confirm(context.Background(), o, confirmation(t, key))
		pooltest.Refused(t, err, userpool.DeviceKeyExists, "Device already exists.")
	}
}

func TestConfirmRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	access, _ := w.signIn(w.user, key)
	o := w.self(access)
	other := "us-east-1_99999999-2222-4333-8444-555555555555"
	stranger := w.AddUser("eve", nil)
	strangerAccess, _ := w.signIn(stranger, other)
	const bad = "Invalid device secret verifier config given."
	for name, tt := range map[string]struct {
		owner  device.Owner
		change func(*device.Confirmation)
		want   string
	}{
		"key of nobody":           {o, func(c *device.Confirmation) { c.Key = "us-east-1_0" }, "Invalid device key given."},
		"key of another user":     {o, func(c *device.Confirmation) { c.Key = other }, "Invalid device key given."},
		"key of another sign-in":  {w.self(strangerAccess), func(*device.Confirmation) {}, "Invalid device key given."},
		"no verifier":             {o, func(c *device.Confirmation) { c.Verifier = "" }, "Device secret verifier config is required."},
		"no salt":                 {o, func(c *device.Confirmation) { c.Salt = "" }, "Device secret verifier config is required."},
		"verifier is no base64":   {o, func(c *device.Confirmation) { c.Verifier = "%" }, bad},
		"salt is no base64":       {o, func(c *device.Confirmation) { c.Salt = "%" }, bad},
		"verifier 1":              {o, func(c *device.Confirmation) { c.Verifier = "AQ==" }, bad},
		"salt of 65 bytes":        {o, func(c *device.Confirmation) { c.Salt = base64.StdEncoding.EncodeToString(make([]byte, 65)) }, bad},
		"verifier of a megabyte":  {o, func(c *device.Confirmation) { c.Verifier = strings.Repeat("AAAA", 1<<18) }, bad},
		"empty key of old tokens": {o, func(c *device.Confirmation) { c.Key = "" }, "Invalid device key given."},
	} {
		c := confirmation(t, key)
		tt.change(&c)
		_, err := w.devices.Confirm(context.Background(), tt.owner, c)
		t.Run(name, func(t *testing.T) { pooltest.Refused(t, err, userpool.InvalidParameter, tt.want) })
	}
	page, err := w.devices.List(context.Background(), o, 0, "")
	if err != nil || len(page.Devices) != 0 {
		t.Errorf("refused devices are stored: %v, %v", page.Devices, err)
	}
}

// Tokens of clients that do not revoke name no family.
func TestConfirmWithoutFamily(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(_ *userpool.Pool, c *userpool.Client) { c.TokenRevocation = false })
	access, f := w.signIn(w.user, key)
	o := w.self(access)
	if _, err := w.devices.Confirm(context.Background(), o, confirmation(t, "us-east-1_0")); userpool.CodeOf(err) != userpool.InvalidParameter {
		t.Errorf("another key: %v", err)
	}
	w.Update(func(tx *store.Tx) error { return tx.RevokeFamily(f.Pool, f.ID) })
	if _, err := w.devices.Confirm(context.Background(), o, confirmation(t, key)); userpool.CodeOf(err) != userpool.InvalidParameter {
		t.Errorf("key of a revoked sign-in: %v", err)
	}
	w.signIn(w.user, key)
	if _, err := w.devices.Confirm(context.Background(), o, confirmation(t, key)); err != nil {
		t.Error(err)
	}
}

func TestWithoutTracking(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Devices = nil })
	access, _ := w.signIn(w.user, key)
	const text = "Device tracking is not enabled for the user pool."
	_, err := w.devices.Self(context.Background(), access)
	pooltest.Refused(t, err, userpool.InvalidUserPoolConfig, text)
	_, err = w.devices.Named(context.Background(), pooltest.PoolID, "ada")
	pooltest.Refused(t, err, userpool.InvalidUserPoolConfig, text)
	_, err = w.devices.Named(context.Background(), pooltest.PoolID, "nobody")
	pooltest.Refused(t, err, userpool.UserNotFound, "User does not exist.")
	_, err = w.devices.Named(context.Background(), "us-east-1_Nowhere00", "ada")
	pooltest.Refused(t, err, userpool.ResourceNotFound, "User pool us-east-1_Nowhere00 does not exist.")
	_, err = w.devices.Self(context.Background(), "junk")
	pooltest.Refused(t, err, userpool.NotAuthorized, "Invalid Access Token")
}

func TestOwnerWhoMustReset(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	access, _ := w.signIn(w.user, key)
	w.Change(w.user.Sub, func(u *userpool.User) { u.Status = userpool.ResetRequired })
	_, err := w.devices.Self(context.Background(), access)
	pooltest.Refused(t, err, userpool.PasswordResetRequired, "Password reset required for the user")
}

func TestUnknownDevice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	access, _ := w.signIn(w.user, key)
	_, err := w.devices.Confirm(context.Background(), w.self(access), confirmation(t, key))
	w.Check(err)
	w.AddUser("eve", nil)
	o, err := w.devices.Named(context.Background(), pooltest.PoolID, "eve")
	w.Check(err)
	_, err = w.devices.Get(context.Background(), o, key)
	pooltest.Refused(t, err, userpool.ResourceNotFound, "Device does not exist.")
	err = w.devices.Forget(context.Background(), o, key)
	pooltest.Refused(t, err, userpool.ResourceNotFound, "Device does not exist.")
	err = w.devices.SetStatus(context.Background(), o, key, device.Remembered)
	pooltest.Refused(t, err, userpool.ResourceNotFound, "Device does not exist.")
}

func TestStatusAndAttributes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	access, _ := w.signIn(w.user, key)
	o := w.self(access)
	_, err := w.devices.Confirm(context.Background(), o, confirmation(t, key))
	w.Check(err)
	for _, step := range []struct{ set, want string }{
		{device.NotRemembered, device.NotRemembered}, {"", device.NotRemembered}, {device.Remembered, device.Remembered},
	} {
		w.Check(w.devices.SetStatus(context.Background(), o, key, step.set))
		d, err := w.devices.Get(context.Background(), o, key)
		w.Check(err)
		want := []device.Attribute{
			{Name: "device_status", Value: "valid"}, {Name: "device_name", Value: "laptop"}, {Name: "last_ip_used", Value: "192.0.2.1"},
			{Name: "dev:device_arn", Value: "arn:aws:cognito-idp:us-east-1:123456789012:owner/ada.us-east-1_TestPool1/device/" + key},
			{Name: "dev:device_owner", Value: "ada.us-east-1_TestPool1"},
			{Name: "dev:device_remembered_status", Value: step.want}, {Name: "dev:device_sdk", Value: "aws-amplify/6"},
		}
		if diff := cmp.Diff(want, device.Detail("123456789012", o.User, d)); diff != "" {
			t.Errorf("after %q (-want +got)\n%s", step.set, diff)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	want := map[string]bool{}
	for i := range 5 {
		k := fmt.Sprintf("us-east-1_%d", i)
		want[k] = true
		access, _ := w.signIn(w.user, k)
		_, err := w.devices.Confirm(context.Background(), w.self(access), confirmation(t, k))
		w.Check(err)
	}
	o, err := w.devices.Named(context.Background(), pooltest.PoolID, "ada")
	w.Check(err)
	got, next := map[string]bool{}, ""
	for range 3 {
		page, err := w.devices.List(context.Background(), o, 2, next)
		w.Check(err)
		for _, d := range page.Devices {
			got[d.Key] = true
		}
		next = page.Next
	}
	if diff := cmp.Diff(want, got); diff != "" || next != "" {
		t.Errorf("(-want +got)\n%s, next %q", diff, next)
	}
	_, err = w.devices.List(context.Background(), o, 2, "junk")
	pooltest.Refused(t, err, userpool.InvalidParameter, "Invalid pagination token given.")
}

// Forgetting a device ends what was signed in from it, and nothing else.
func TestForget(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	mine, family := w.signIn(w.user, key)
	_, err := w.devices.Confirm(context.Background(), w.self(mine), confirmation(t, key))
	w.Check(err)
	sameDevice, _ := w.signIn(w.user, key)
	elsewhere, _ := w.signIn(w.user, "us-east-1_2")
	refresh := w.Tokens.RefreshToken(&family)
	use := func() error {
		_, err := w.Tokens.Refresh(context.Background(), token.RefreshRequest{Pool: w.Pool, Client: w.Client, Token: refresh, DeviceKey: key})
		return err
	}
	w.Check(use())
	w.Check(w.devices.Forget(context.Background(), w.self(mine), key))
	pooltest.Refused(t, use(), userpool.NotAuthorized, "Invalid Refresh Token.")
	_, err = w.Tokens.Verify(context.Background(), sameDevice)
	pooltest.Refused(t, err, userpool.NotAuthorized, "Access Token has been revoked")
	for name, access := range map[string]string{"own": mine, "other device": elsewhere} {
		if _, err := w.Tokens.Verify(context.Background(), access); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAdministratorForgets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	access, _ := w.signIn(w.user, key)
	_, err := w.devices.Confirm(context.Background(), w.self(access), confirmation(t, key))
	w.Check(err)
	o, err := w.devices.Named(context.Background(), pooltest.PoolID, "ada")
	w.Check(err)
	w.Check(w.devices.Forget(context.Background(), o, key))
	_, err = w.Tokens.Verify(context.Background(), access)
	pooltest.Refused(t, err, userpool.NotAuthorized, "Access Token has been revoked")
}
