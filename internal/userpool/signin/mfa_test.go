package signin_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"

	"context"
	"crypto/rand"
)

// withMFA makes a pool with all three second factors.
func withMFA(mode userpool.MFAMode) func(*userpool.Pool, *userpool.Client) {
	return func(p *userpool.Pool, _ *userpool.Client) {
		p.MFA, p.SMSMFA, p.SoftwareTokenMFA, p.EmailMFA = mode, &userpool.SMSMFA{}, true, &userpool.EmailMFA{}
	}
}

func (w *world) password(name string) map[string]string {
	return map[string]string{"USERNAME": name, "PASSWORD": password}
}

func TestTOTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMFA(userpool.MFAOptional))
	seed := newSeed(t)
	w.addUser("ann", func(u *userpool.User) {
		u.MFA = userpool.MFAState{TOTPSeed: seed, TOTPEnabled: true, TOTPName: "phone"}
	})
	o := w.must("SOFTWARE_TOKEN_MFA")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	if o.Parameters["FRIENDLY_DEVICE_NAME"] != "phone" {
		t.Errorf("parameters = %v", o.Parameters)
	}
	code := totpCode(t, seed, w.clock())
	_, err := w.respond("SOFTWARE_TOKEN_MFA", o.Session, map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": other(code)})
	refused(t, err, userpool.CodeMismatch, "Invalid code received for user")
	done := w.must("")(w.respond("SOFTWARE_TOKEN_MFA", o.Session, map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": code}))
	if a, _ := w.tokens.Verify(t.Context(), done.Tokens.Access); a.ACR != "urn:cognito:loa:4" {
		t.Errorf("acr = %q", a.ACR)
	}
	again := w.must("SOFTWARE_TOKEN_MFA")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	_, err = w.respond("SOFTWARE_TOKEN_MFA", again.Session, map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": code})
	refused(t, err, userpool.ExpiredCode, "Your software token has already been used once.")
}

// other is a code of the same form that is wrong.
func other(code string) string {
	if code[0] == '0' {
		return "1" + code[1:]
	}
	return "0" + code[1:]
}

func TestCodesBySMSAndEmail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		challenge string
		change    func(*userpool.User)
		verified  userpool.AttributeName
		to        string
	}{
		{"SMS_MFA", func(u *userpool.User) {
			u.Attributes["phone_number"], u.MFA.SMSEnabled = "+14325559934", true
		}, userpool.AttrPhoneVerified, "+*******9934"},
		{"EMAIL_OTP", func(u *userpool.User) {
			u.Attributes["email"], u.MFA.EmailEnabled = "ann@example.com", true
		}, userpool.AttrEmailVerified, "a***@e***"},
	} {
		w := newWorld(t, withMFA(userpool.MFAOptional))
		u := w.addUser("ann", c.change)
		o := w.must(c.challenge)(w.start("USER_PASSWORD_AUTH", w.password("ann")))
		if got := o.Parameters["CODE_DELIVERY_DESTINATION"]; got != c.to {
			t.Errorf("%s destination = %q, want %q", c.challenge, got, c.to)
		}
		code := w.lastCode()
		if len(code) != 6 {
			t.Errorf("%s code has %d digits, want 6", c.challenge, len(code))
		}
		_, err := w.respond(c.challenge, o.Session, map[string]string{"USERNAME": "ann", c.challenge + "_CODE": other(code)})
		refused(t, err, userpool.CodeMismatch, "Invalid code or auth state for the user.")
		w.must("")(w.respond(c.challenge, o.Session, map[string]string{"USERNAME": "ann", c.challenge + "_CODE": code}))
		if !w.user(u).Attributes.True(c.verified) {
			t.Errorf("%s is not set after a right code", c.verified)
		}
	}
}

func TestSelectMFAType(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMFA(userpool.MFAOn))
	seed := newSeed(t)
	w.addUser("ann", func(u *userpool.User) {
		u.Attributes["phone_number"] = "+14325559934"
		u.MFA = userpool.MFAState{TOTPSeed: seed, TOTPEnabled: true, SMSEnabled: true}
	})
	o := w.must("SELECT_MFA_TYPE")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	if got, want := o.Parameters["MFAS_CAN_CHOOSE"], `["SMS_MFA","SOFTWARE_TOKEN_MFA"]`; got != want {
		t.Errorf("MFAS_CAN_CHOOSE = %s, want %s", got, want)
	}
	_, err := w.respond("SELECT_MFA_TYPE", o.Session, map[string]string{"USERNAME": "ann", "ANSWER": "EMAIL_OTP"})
	refused(t, err, userpool.InvalidParameter, "Invalid MFA selection")
	o = w.must("SOFTWARE_TOKEN_MFA")(w.respond("SELECT_MFA_TYPE", o.Session, map[string]string{"USERNAME": "ann", "ANSWER": "SOFTWARE_TOKEN_MFA"}))
	w.must("")(w.respond("SOFTWARE_TOKEN_MFA", o.Session,
		map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totpCode(t, seed, w.clock())}))
}

func TestSetUpTOTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.MFA, p.SoftwareTokenMFA = userpool.MFAOn, true })
	u := w.addUser("ann", nil)
	o := w.must("MFA_SETUP")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	if got := o.Parameters["MFAS_CAN_SETUP"]; got != `["SOFTWARE_TOKEN_MFA"]` {
		t.Errorf("MFAS_CAN_SETUP = %s", got)
	}
	_, err := w.respond("MFA_SETUP", o.Session, map[string]string{"USERNAME": "ann"})
	refused(t, err, userpool.NotAuthorized, "Invalid session")
	seed, session, err := w.signin.AssociateSoftwareToken(t.Context(), o.Session)
	w.check(err)
	_, _, err = w.signin.AssociateSoftwareToken(t.Context(), o.Session)
	refused(t, err, userpool.NotAuthorized, "session can only be used once")
	code := totpCode(t, seed, w.clock())
	_, err = w.signin.VerifySoftwareToken(t.Context(), session, other(code), "")
	refused(t, err, userpool.EnableSoftwareTokenMFA, "Code mismatch and fail enable Software Token MFA")
	session, err = w.signin.VerifySoftwareToken(t.Context(), session, code, "my phone")
	w.check(err)
	w.must("")(w.respond("MFA_SETUP", session, map[string]string{"USERNAME": "ann"}))
	if m := w.user(u).MFA; m.TOTPSeed != seed || !m.TOTPEnabled || m.Preferred != userpool.FactorSoftwareToken || m.TOTPName != "my phone" {
		t.Errorf("MFA after set-up = %+v", m)
	}
	again := w.must("SOFTWARE_TOKEN_MFA")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	_, err = w.respond("SOFTWARE_TOKEN_MFA", again.Session, map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": code})
	refused(t, err, userpool.ExpiredCode, "already been used")
}

func TestSetUpEmail(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.MFA, p.EmailMFA = userpool.MFAOn, &userpool.EmailMFA{} })
	u := w.addUser("ann", nil)
	o := w.must("MFA_SETUP")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	_, err := w.respond("MFA_SETUP", o.Session, map[string]string{"USERNAME": "ann", "EMAIL": "not an address"})
	refused(t, err, userpool.InvalidParameter, "Invalid email address format.")
	o = w.must("EMAIL_OTP")(w.respond("MFA_SETUP", o.Session, map[string]string{"USERNAME": "ann", "EMAIL": "ann@example.com"}))
	w.must("")(w.respond("EMAIL_OTP", o.Session, map[string]string{"USERNAME": "ann", "EMAIL_OTP_CODE": w.lastCode()}))
	got := w.user(u)
	if got.Attributes["email"] != "ann@example.com" || !got.Attributes.Verified("email") || !got.MFA.EmailEnabled {
		t.Errorf("user after set-up: %v %+v", got.Attributes, got.MFA)
	}
}

func TestParallelGuessesStayWithinTheLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMFA(userpool.MFAOptional))
	seed := newSeed(t)
	w.addUser("ann", func(u *userpool.User) { u.MFA = userpool.MFAState{TOTPSeed: seed, TOTPEnabled: true} })
	o := w.must("SOFTWARE_TOKEN_MFA")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	wrong := other(totpCode(t, seed, w.clock()))
	var looked atomic.Int32
	var wg sync.WaitGroup
	for range 500 {
		wg.Go(func() {
			_, err := w.respond("SOFTWARE_TOKEN_MFA", o.Session, map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": wrong})
			if userpool.CodeOf(err) == userpool.CodeMismatch {
				looked.Add(1)
			}
		})
	}
	wg.Wait()
	if n := looked.Load(); n != 5 {
		t.Errorf("%d guesses were judged before the lock, want 5", n)
	}
	_, err := w.respond("SOFTWARE_TOKEN_MFA", o.Session,
		map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totpCode(t, seed, w.clock())})
	refused(t, err, userpool.NotAuthorized, "Password attempts exceeded")
}

func TestOneSessionOneWinner(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addUser("ann", nil)
	_, answer := w.srpStart("ann", password)
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := w.respond("PASSWORD_VERIFIER", "", answer); err == nil {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d answers won, want 1", won.Load())
	}
}

func TestDevice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
		withMFA(userpool.MFAOptional)(p, c)
		p.Devices = &userpool.DeviceConfiguration{ChallengeRequiredOnNewDevice: true}
	})
	seed := newSeed(t)
	u := w.addUser("ann", func(u *userpool.User) { u.MFA = userpool.MFAState{TOTPSeed: seed, TOTPEnabled: true} })
	o := w.must("SOFTWARE_TOKEN_MFA")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	o = w.must("")(w.respond("SOFTWARE_TOKEN_MFA", o.Session,
		map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totpCode(t, seed, w.clock())}))
	if o.NewDevice == nil {
		t.Fatal("no NewDeviceMetadata from an unknown device")
	}
	secret, v, err := srp.NewDeviceVerifier(rand.Reader, o.NewDevice.GroupKey, o.NewDevice.Key)
	w.check(err)
	w.update(func(tx *store.Tx) error {
		return tx.PutDevice(userpool.Device{Pool: poolID, Sub: u.Sub, Key: o.NewDevice.Key, Salt: v.Salt, Verifier: v.V,
			Remembered: true, Created: w.now, Modified: w.now})
	})

	params := with(w.password("ann"), "DEVICE_KEY", o.NewDevice.Key)
	ch := w.must("DEVICE_SRP_AUTH")(w.start("USER_PASSWORD_AUTH", params))
	c, err := srp.NewClient(rand.Reader, o.NewDevice.GroupKey, o.NewDevice.Key)
	w.check(err)
	ch = w.must("DEVICE_PASSWORD_VERIFIER")(w.respond("DEVICE_SRP_AUTH", ch.Session,
		map[string]string{"USERNAME": "ann", "DEVICE_KEY": o.NewDevice.Key, "SRP_A": srp.Hex(c.A())}))
	done := w.must("")(w.respond("DEVICE_PASSWORD_VERIFIER", ch.Session, w.proof(c, ch.Parameters, secret)))
	if done.NewDevice != nil {
		t.Error("a remembered device got NewDeviceMetadata again")
	}
	_, err = w.start("REFRESH_TOKEN_AUTH", map[string]string{"REFRESH_TOKEN": done.Tokens.Refresh})
	refused(t, err, userpool.NotAuthorized, "Invalid Refresh Token.")
	w.must("")(w.start("REFRESH_TOKEN_AUTH", map[string]string{"REFRESH_TOKEN": done.Tokens.Refresh, "DEVICE_KEY": o.NewDevice.Key}))

	_, err = w.start("USER_PASSWORD_AUTH", with(params, "DEVICE_KEY", "us-east-1_unknown"))
	refused(t, err, userpool.ResourceNotFound, "Device does not exist.")
	if got := factor.DeviceGroupKey(func(string) []byte { return []byte("k") }, "a"); len(got) != 9 {
		t.Errorf("device group key %q has %d characters, want 9", got, len(got))
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.FirstFactors = []userpool.Factor{userpool.FactorPassword, userpool.FactorEmailOTP, userpool.FactorSMSOTP}
	})
	u := w.addUser("ann", func(u *userpool.User) {
		u.Attributes["email"], u.Attributes["email_verified"] = "ann@example.com", "true"
	})
	o := w.must("SELECT_CHALLENGE")(w.start("USER_AUTH", map[string]string{"USERNAME": "ann"}))
	if len(o.Available) != 3 {
		t.Errorf("AvailableChallenges = %v", o.Available)
	}
	_, err := w.respond("SELECT_CHALLENGE", o.Session, map[string]string{"USERNAME": "ann", "ANSWER": "SMS_OTP"})
	refused(t, err, userpool.InvalidParameter, "not an available challenge")
	o = w.must("EMAIL_OTP")(w.respond("SELECT_CHALLENGE", o.Session, map[string]string{"USERNAME": "ann", "ANSWER": "EMAIL_OTP"}))
	code := w.lastCode()
	if len(code) != 8 {
		t.Errorf("first-factor code has %d digits, want 8", len(code))
	}
	w.must("")(w.respond("EMAIL_OTP", o.Session, map[string]string{"USERNAME": "ann", "EMAIL_OTP_CODE": code}))
	w.must("")(w.start("USER_AUTH", with(w.password("ann"), "PREFERRED_CHALLENGE", "PASSWORD")))
	o = w.must("PASSWORD")(w.start("USER_AUTH", map[string]string{"USERNAME": "ann", "PREFERRED_CHALLENGE": "PASSWORD"}))
	w.must("")(w.respond("PASSWORD", o.Session, w.password("ann")))
	_, err = w.start("USER_AUTH", map[string]string{"USERNAME": "ann", "PREFERRED_CHALLENGE": "NONE"})
	refused(t, err, userpool.InvalidParameter, "PREFERRED_CHALLENGE")

	client, err := srp.NewClient(rand.Reader, poolID.Name(), "ann")
	w.check(err)
	o = w.must("PASSWORD_VERIFIER")(w.start("USER_AUTH",
		map[string]string{"USERNAME": "ann", "PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": srp.Hex(client.A())}))
	answer := w.proof(client, o.Parameters, password)
	_, err = w.respond("PASSWORD_VERIFIER", "", answer)
	refused(t, err, userpool.InvalidParameter, "Missing required parameter Session")
	w.must("")(w.respond("PASSWORD_VERIFIER", o.Session, answer))
	_ = u
}

func TestSignInAfterConfirmation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	u := w.addUser("ann", nil)
	first, err := w.signin.AfterSignUp(t.Context(), w.pool, w.client, u)
	w.check(err)
	session, err := w.signin.AfterConfirmation(t.Context(), w.pool, w.client, u, first)
	w.check(err)
	begin := func(s string) error {
		_, err := w.signin.Start(context.Background(), startWith(s))
		return err
	}
	refused(t, begin(first), userpool.NotAuthorized, "Invalid session for the user.")
	w.check(begin(session))
	refused(t, begin(session), userpool.NotAuthorized, "session can only be used once")
	later, err := w.signin.AfterConfirmation(t.Context(), w.pool, w.client, u, first)
	w.check(err)
	w.advance(4 * time.Minute)
	refused(t, begin(later), userpool.NotAuthorized, "session is expired")
}
