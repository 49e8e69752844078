package signin_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/userpool/token"

	"crypto/rand"
)

// stepUpWorld is a pool with every factor, and ann, who has a phone, an e-mail
// address, an app and a passkey, and none of them switched on as MFA.
func stepUpWorld(t *testing.T, change func(*userpool.Pool, *userpool.Client)) (w *world, seed string) {
	t.Helper()
	w = newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
		withPasskeys(p, c)
		withMFA(userpool.MFAOptional)(p, c)
		p.FirstFactors = append(p.FirstFactors, userpool.FactorEmailOTP, userpool.FactorSMSOTP)
		if change != nil {
			change(p, c)
		}
	})
	seed = newSeed(t)
	w.addUser("ann", func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"email": "ann@example.com", "email_verified": "true",
			"phone_number": "+15550100", "phone_number_verified": "true"}
		u.MFA.TOTPSeed = seed
	})
	return w, seed
}

// holding gives a token whose owner proved the methods.
func (w *world) holding(name string, methods ...string) string {
	w.t.Helper()
	var u *userpool.User
	w.update(func(tx *store.Tx) (err error) { u, err = tx.UserBySub(poolID, userpool.Sub("0000-"+name)); return err })
	f := userpool.TokenFamily{Pool: poolID, ID: "family-" + rand.Text(), Sub: u.Sub, Client: clientID, AMR: methods,
		AuthTime: w.clock(), Created: w.clock(), Expires: w.clock().Add(time.Hour)}
	w.update(func(tx *store.Tx) error { return tx.InsertFamily(f) })
	t, err := w.tokens.Mint(w.t.Context(), token.Grant{Pool: w.pool, Client: w.client, User: u, Family: &f})
	w.check(err)
	return t.Access
}

// stepUp begins USER_AUTH with more parameters.
func (w *world) stepUp(name string, more ...string) (*signin.Outcome, error) {
	return w.start("USER_AUTH", with(map[string]string{"USERNAME": name}, more...))
}

const (
	loa1, loa2 = "urn:cognito:loa:1", "urn:cognito:loa:2"
	loa3, loa4 = "urn:cognito:loa:3", "urn:cognito:loa:4"
)

// What is asked first for a target, by what the token already proves.
func TestStepUpAsks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		target string
		credit []string // nil without ACCESS_TOKEN
		prefer string
		want   string
	}{
		"4 from nothing":                   {loa4, nil, "", "PASSWORD"},
		"4 from a password":                {loa4, []string{"pwd"}, "", "SOFTWARE_TOKEN_MFA"},
		"4 from a passkey":                 {loa4, []string{"swk"}, "", "PASSWORD"},
		"4 from password and SMS":          {loa4, []string{"pwd", "sms", "mfa"}, "", "SOFTWARE_TOKEN_MFA"},
		"3 from a password":                {loa3, []string{"pwd"}, "", "SMS_MFA"},
		"3 from a password, e-mail liked":  {loa3, []string{"pwd"}, "EMAIL_OTP", "EMAIL_OTP"},
		"3 from nothing":                   {loa3, nil, "", "PASSWORD"},
		"2 from a password":                {loa2, []string{"pwd"}, "", "SMS_OTP"},
		"2 from a password, e-mail liked":  {loa2, []string{"pwd"}, "EMAIL_OTP", "EMAIL_OTP"},
		"1 from nothing":                   {loa1, nil, "", "PASSWORD"},
		"unknown values do not count":      {"silver " + loa4 + " gold", []string{"pwd"}, "", "SOFTWARE_TOKEN_MFA"},
		"best first":                       {loa4 + " " + loa2, []string{"pwd"}, "", "SOFTWARE_TOKEN_MFA"},
		"a preference cannot lower target": {loa4, nil, "EMAIL_OTP", "PASSWORD"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := stepUpWorld(t, nil)
			params := []string{"TARGET_ACR_VALUES", tt.target, "PREFERRED_CHALLENGE", tt.prefer}
			if tt.credit != nil {
				params = append(params, "ACCESS_TOKEN", w.holding("ann", tt.credit...))
			}
			w.must(tt.want)(w.stepUp("ann", params...))
		})
	}
}

func TestStepUpRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		params []string
		credit []string
		code   userpool.Code
		text   string
	}{
		"token without a target": {nil, []string{"pwd"}, userpool.InvalidParameter, "ACCESS_TOKEN requires TARGET_ACR_VALUES"},
		"no known value":         {[]string{"TARGET_ACR_VALUES", "gold"}, nil, userpool.InvalidParameter, "TARGET_ACR_VALUES contains no known value"},
		"bad token":              {[]string{"TARGET_ACR_VALUES", loa4, "ACCESS_TOKEN", "junk"}, nil, userpool.NotAuthorized, "Invalid Access Token"},
		"negative age":           {[]string{"TARGET_ACR_VALUES", loa4, "MAX_AGE", "-1"}, nil, userpool.InvalidParameter, "MAX_AGE must be a non-negative integer"},
		"age is no number":       {[]string{"TARGET_ACR_VALUES", loa4, "MAX_AGE", "1h"}, nil, userpool.InvalidParameter, "MAX_AGE must be a non-negative integer"},
		"level reached":          {[]string{"TARGET_ACR_VALUES", loa1}, []string{"pwd"}, userpool.InvalidParameter, "already satisfies"},
		"level exceeded":         {[]string{"TARGET_ACR_VALUES", loa1}, []string{"swk"}, userpool.InvalidParameter, "already satisfies"},
		"best out of reach, next reached": {[]string{"TARGET_ACR_VALUES", loa4 + " " + loa3}, []string{"hwk"},
			userpool.InvalidParameter, "already satisfies"},
		"nothing that reaches it": {[]string{"TARGET_ACR_VALUES", loa4}, nil, userpool.InvalidParameter, "The user has no factors"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := stepUpWorld(t, nil)
			w.addUser("bob", nil) // who has a password and nothing else
			who := "ann"
			if name == "nothing that reaches it" || name == "best out of reach, next reached" {
				who = "bob"
			}
			params := tt.params
			if tt.credit != nil {
				params = append(params, "ACCESS_TOKEN", w.holding(who, tt.credit...))
			}
			_, err := w.stepUp(who, params...)
			refused(t, err, tt.code, tt.text)
		})
	}
}

func TestStepUpTokenOfAnother(t *testing.T) {
	t.Parallel()
	w, _ := stepUpWorld(t, nil)
	w.addUser("eve", nil)
	_, err := w.stepUp("ann", "TARGET_ACR_VALUES", loa4, "ACCESS_TOKEN", w.holding("eve", "pwd"))
	refused(t, err, userpool.NotAuthorized, "Access Token does not belong to the user")

	raw := w.holding("ann", "pwd")
	w.update(func(tx *store.Tx) error {
		all, err := tx.FamiliesOf(poolID, "0000-ann")
		if err != nil {
			return err
		}
		return tx.RevokeFamily(poolID, all[0].ID)
	})
	_, err = w.stepUp("ann", "TARGET_ACR_VALUES", loa4, "ACCESS_TOKEN", raw)
	refused(t, err, userpool.NotAuthorized, "Access Token has been revoked")
}

func TestStepUpTier(t *testing.T) {
	t.Parallel()
	w, _ := stepUpWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Tier = userpool.TierLite })
	_, err := w.stepUp("ann", "TARGET_ACR_VALUES", loa4)
	refused(t, err, userpool.FeatureUnavailableInTier, "LITE")
}

// An old sign-in is worth nothing, but its token stays valid.
func TestStepUpMaxAge(t *testing.T) {
	t.Parallel()
	w, _ := stepUpWorld(t, nil)
	raw := w.holding("ann", "pwd")
	w.advance(100 * time.Second)
	w.must("SOFTWARE_TOKEN_MFA")(w.stepUp("ann", "TARGET_ACR_VALUES", loa4, "ACCESS_TOKEN", raw, "MAX_AGE", "100"))
	w.must("PASSWORD")(w.stepUp("ann", "TARGET_ACR_VALUES", loa4, "ACCESS_TOKEN", raw, "MAX_AGE", "99"))
	// What the token proves is too old to refuse a lower target.
	w.must("PASSWORD")(w.stepUp("ann", "TARGET_ACR_VALUES", loa1, "ACCESS_TOKEN", raw, "MAX_AGE", "0"))
	if _, err := w.tokens.Verify(t.Context(), raw); err != nil {
		t.Error(err)
	}
}

// The whole way: new tokens name the level reached and the time of the proof,
// and a refresh keeps both.
func TestStepUpReaches(t *testing.T) {
	t.Parallel()
	w, seed := stepUpWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.ACR = &userpool.ACRConfiguration{Mapping: map[string]string{"Level4": "gold"}}
	})
	raw := w.holding("ann", "pwd")
	w.advance(time.Minute)
	o := w.must("SOFTWARE_TOKEN_MFA")(w.stepUp("ann", "TARGET_ACR_VALUES", "gold", "ACCESS_TOKEN", raw))
	done := w.must("")(w.respond("SOFTWARE_TOKEN_MFA", o.Session,
		map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totpCode(t, seed, w.clock())}))
	at := w.clock().Unix()
	w.advance(time.Minute)
	again := w.must("")(w.start("REFRESH_TOKEN_AUTH", map[string]string{"REFRESH_TOKEN": done.Tokens.Refresh}))
	for name, access := range map[string]string{"step-up": done.Tokens.Access, "refresh": again.Tokens.Access} {
		a, err := w.tokens.Verify(t.Context(), access)
		w.check(err)
		if diff := cmp.Diff([]string{"pwd", "otp", "mfa"}, a.AMR); diff != "" || a.ACR != "gold" || a.AuthTime.Unix() != at {
			t.Errorf("%s: acr %q at %d, amr (-want +got)\n%s", name, a.ACR, a.AuthTime.Unix(), diff)
		}
	}
}

// From nothing, both factors of the plan are asked for.
func TestStepUpFromNothing(t *testing.T) {
	t.Parallel()
	w, seed := stepUpWorld(t, nil)
	o := w.must("SOFTWARE_TOKEN_MFA")(w.stepUp("ann", "TARGET_ACR_VALUES", loa4, "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password))
	w.must("")(w.respond("SOFTWARE_TOKEN_MFA", o.Session,
		map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totpCode(t, seed, w.clock())}))

	c, err := srp.NewClient(rand.Reader, poolID.Name(), "ann")
	w.check(err)
	o = w.must("PASSWORD_VERIFIER")(w.stepUp("ann", "TARGET_ACR_VALUES", loa3, "PREFERRED_CHALLENGE", "PASSWORD_SRP", "SRP_A", srp.Hex(c.A())))
	w.must("SMS_MFA")(w.respond("PASSWORD_VERIFIER", o.Session, w.proof(c, o.Parameters, password)))
}

// A passkey reaches level 3 by itself, whichever kind it is.
func TestStepUpByPasskey(t *testing.T) {
	t.Parallel()
	w, _ := stepUpWorld(t, nil)
	a := w.addPasskey(w.addUser("bob", nil))
	o := w.must("WEB_AUTHN")(w.stepUp("bob", "TARGET_ACR_VALUES", loa4+" "+loa3, "ACCESS_TOKEN", w.holding("bob", "pwd")))
	done := w.must("")(w.assert(o, "bob", a))
	got, err := w.tokens.Verify(t.Context(), done.Tokens.Access)
	w.check(err)
	if got.ACR != loa3 {
		t.Errorf("acr = %q", got.ACR)
	}
}

// MFA that the user must give is the floor, however low the target.
func TestStepUpFloor(t *testing.T) {
	t.Parallel()
	w, _ := stepUpWorld(t, nil)
	w.addUser("bob", func(u *userpool.User) {
		u.MFA.TOTPSeed, u.MFA.TOTPEnabled = newSeed(t), true
	})
	w.must("SOFTWARE_TOKEN_MFA")(w.stepUp("bob", "TARGET_ACR_VALUES", loa1, "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password))
}

// A remembered device stands for MFA but adds nothing to the level.
func TestStepUpOnARememberedDevice(t *testing.T) {
	t.Parallel()
	w, seed := stepUpWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.Devices = &userpool.DeviceConfiguration{ChallengeRequiredOnNewDevice: true}
	})
	const key = "us-east-1_11111111-2222-4333-8444-555555555555"
	_, v, err := srp.NewDeviceVerifier(rand.Reader, "group", key)
	w.check(err)
	w.update(func(tx *store.Tx) error {
		return tx.PutDevice(userpool.Device{Pool: poolID, Sub: "0000-ann", Key: key, Salt: v.Salt, Verifier: v.V, Remembered: true,
			Created: w.now, Modified: w.now})
	})
	o := w.must("SOFTWARE_TOKEN_MFA")(w.stepUp("ann", "TARGET_ACR_VALUES", loa4, "ACCESS_TOKEN", w.holding("ann", "pwd"), "DEVICE_KEY", key))
	done := w.must("")(w.respond("SOFTWARE_TOKEN_MFA", o.Session,
		map[string]string{"USERNAME": "ann", "DEVICE_KEY": key, "SOFTWARE_TOKEN_MFA_CODE": totpCode(t, seed, w.clock())}))
	if a, _ := w.tokens.Verify(t.Context(), done.Tokens.Access); a.ACR != loa4 {
		t.Errorf("acr = %q", a.ACR)
	}
}

// A password that must be reset is no credit, though the old token still is one elsewhere.
func TestStepUpOfUserWhoMustReset(t *testing.T) {
	t.Parallel()
	w, _ := stepUpWorld(t, nil)
	raw := w.holding("ann", "pwd")
	w.update(func(tx *store.Tx) error {
		u, err := tx.UserBySub(poolID, "0000-ann")
		if err != nil {
			return err
		}
		u.Status = userpool.ResetRequired
		return tx.UpdateUser(u)
	})
	_, err := w.stepUp("ann", "TARGET_ACR_VALUES", loa4, "ACCESS_TOKEN", raw)
	refused(t, err, userpool.PasswordResetRequired, "Password reset required for the user")
}

// Whatever is wanted, credited, preferred and answered truthfully: tokens
// never say less than what was asked for.
func TestStepUpNeverFallsShort(t *testing.T) {
	t.Parallel()
	w, seed := stepUpWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.Devices = &userpool.DeviceConfiguration{ChallengeRequiredOnNewDevice: true}
	})
	u := w.user(&userpool.User{Pool: poolID, Sub: "0000-ann"})
	a := w.addPasskey(u)
	levels := map[string]int{loa1: 1, loa2: 2, loa3: 3, loa4: 4}
	reached := 0
	for target, least := range map[string]int{loa1: 1, loa2: 2, loa3: 3, loa4: 4, loa4 + " " + loa2: 2, loa3 + " " + loa4: 3} {
		for _, credit := range [][]string{nil, {"pwd"}, {"email_otp"}, {"sms"}, {"swk"}, {"hwk"}, {"pwd", "sms", "mfa"}, {"otp"}} {
			for _, preferred := range []string{"", "PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"} {
				params := []string{"TARGET_ACR_VALUES", target, "PREFERRED_CHALLENGE", preferred, "PASSWORD", password}
				if credit != nil {
					params = append(params, "ACCESS_TOKEN", w.holding("ann", credit...))
				}
				o, err := w.stepUp("ann", params...)
				for err == nil && o.Tokens == nil {
					w.advance(time.Minute) // a new code of the app
					o, err = w.truth(t, o, seed, a)
				}
				if err != nil {
					continue // nothing was given
				}
				reached++
				got, err := w.tokens.Verify(t.Context(), o.Tokens.Access)
				w.check(err)
				if levels[got.ACR] < least {
					t.Errorf("target %q with credit %v, %q preferred: %s, amr %v", target, credit, preferred, got.ACR, got.AMR)
				}
			}
		}
	}
	if reached < 50 {
		t.Errorf("only %d attempts came to tokens", reached)
	}
}

// truth answers a challenge as ann can.
func (w *world) truth(t *testing.T, o *signin.Outcome, seed string, a *pooltest.Authenticator) (*signin.Outcome, error) {
	t.Helper()
	answers := map[string]string{"USERNAME": "ann"}
	switch o.Challenge {
	case "PASSWORD":
		answers["PASSWORD"] = password
	case "SOFTWARE_TOKEN_MFA":
		answers["SOFTWARE_TOKEN_MFA_CODE"] = totpCode(t, seed, w.clock())
	case "SMS_MFA", "SMS_OTP", "EMAIL_OTP":
		answers[o.Challenge+"_CODE"] = w.lastCode()
	case "WEB_AUTHN":
		return w.assert(o, "ann", a)
	default:
		t.Fatalf("challenge %s", o.Challenge)
	}
	return w.respond(o.Challenge, o.Session, answers)
}

// At a login page the browser's session counts as a token does, for its own
// user and nowhere else.
func TestStepUpOfASession(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sub              userpool.Sub
		hosted, credited bool
	}{
		"own":             {"0000-ann", true, true},
		"another's":       {"0000-bob", true, false},
		"not at the page": {"0000-ann", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := stepUpWorld(t, nil)
			out, err := w.signin.Start(t.Context(), signin.Start{Client: clientID, Flow: "USER_AUTH", Hosted: tt.hosted,
				Params: map[string]string{"USERNAME": "ann", "TARGET_ACR_VALUES": loa4},
				Proved: &signin.Proved{Sub: tt.sub, AMR: []string{"pwd"}}})
			w.check(err)
			if got := out.Challenge == "SOFTWARE_TOKEN_MFA"; got != tt.credited {
				t.Errorf("asked for %s", out.Challenge)
			}
		})
	}
}
