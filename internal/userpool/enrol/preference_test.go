package enrol_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
)

var yes, no = new(true), new(false)

// Everything that can be had, and nothing switched on.
func equipped(u *userpool.User) {
	u.Attributes = userpool.Attributes{"phone_number": "+15550100", "email": "ada@example.com"}
	u.MFA.TOTPSeed = "GEZDGNBVGY3TQOJQ"
}

func TestPreference(t *testing.T) {
	t.Parallel()
	on, off := &enrol.Switch{Enabled: true}, &enrol.Switch{}
	preferred, notPreferred := &enrol.Switch{Enabled: true, Preferred: yes}, &enrol.Switch{Enabled: true, Preferred: no}
	const multi = "MULTI_FACTOR_WITH_USER_VERIFICATION"
	for name, tt := range map[string]struct {
		user    func(*userpool.User)
		config  string
		tier    userpool.Tier
		want    enrol.Preference
		result  userpool.MFAState
		refusal string
	}{
		"nothing asked":         {want: enrol.Preference{}},
		"SMS on":                {want: enrol.Preference{SMS: on}, result: userpool.MFAState{SMSEnabled: true}},
		"app on":                {want: enrol.Preference{SoftwareToken: on}, result: userpool.MFAState{TOTPEnabled: true}},
		"e-mail preferred":      {want: enrol.Preference{Email: preferred}, result: userpool.MFAState{EmailEnabled: true, Preferred: "EMAIL_OTP"}},
		"all on, one preferred": {want: enrol.Preference{SMS: on, SoftwareToken: preferred, Email: notPreferred}, result: userpool.MFAState{SMSEnabled: true, TOTPEnabled: true, EmailEnabled: true, Preferred: "SOFTWARE_TOKEN_MFA"}},
		"omitted keeps": {
			user: func(u *userpool.User) { u.MFA.TOTPEnabled, u.MFA.Preferred = true, "SOFTWARE_TOKEN_MFA" },
			want: enrol.Preference{SMS: on}, result: userpool.MFAState{SMSEnabled: true, TOTPEnabled: true, Preferred: "SOFTWARE_TOKEN_MFA"},
		},
		"preference moves": {
			user: func(u *userpool.User) { u.MFA.TOTPEnabled, u.MFA.Preferred = true, "SOFTWARE_TOKEN_MFA" },
			want: enrol.Preference{SMS: preferred}, result: userpool.MFAState{SMSEnabled: true, TOTPEnabled: true, Preferred: "SMS_MFA"},
		},
		"on without a word keeps the preference": {
			user: func(u *userpool.User) { u.MFA.SMSEnabled, u.MFA.Preferred = true, "SMS_MFA" },
			want: enrol.Preference{SMS: on}, result: userpool.MFAState{SMSEnabled: true, Preferred: "SMS_MFA"},
		},
		"no longer preferred": {
			user: func(u *userpool.User) { u.MFA.SMSEnabled, u.MFA.Preferred = true, "SMS_MFA" },
			want: enrol.Preference{SMS: notPreferred}, result: userpool.MFAState{SMSEnabled: true},
		},
		"off takes the preference": {
			user: func(u *userpool.User) { u.MFA.SMSEnabled, u.MFA.Preferred = true, "SMS_MFA" },
			want: enrol.Preference{SMS: off},
		},
		"replaces the deprecated setting": {
			user: func(u *userpool.User) { u.MFA.SMSEnabled, u.MFA.LegacySMS = true, true },
			want: enrol.Preference{SMS: off},
		},
		"off needs nothing": {user: func(u *userpool.User) { u.Attributes = nil; u.MFA.TOTPSeed = "" }, want: enrol.Preference{SMS: off, Email: off, SoftwareToken: off}},
		"no phone":          {user: func(u *userpool.User) { delete(u.Attributes, "phone_number") }, want: enrol.Preference{SMS: on}, refusal: "User does not have delivery config set to turn on SMS_MFA"},
		"no e-mail":         {user: func(u *userpool.User) { delete(u.Attributes, "email") }, want: enrol.Preference{Email: on}, refusal: "User does not have delivery config set to turn on EMAIL_OTP"},
		"no app":            {user: func(u *userpool.User) { u.MFA.TOTPSeed = "" }, want: enrol.Preference{SoftwareToken: on}, refusal: "User has not set up software token mfa"},
		"app not verified": {
			user: func(u *userpool.User) { u.MFA.TOTPSeed, u.MFA.TOTPPending = "", "GEZDGNBVGY3TQOJQ" },
			want: enrol.Preference{SoftwareToken: on}, refusal: "User has not verified software token mfa",
		},
		"two preferred":       {want: enrol.Preference{SMS: preferred, Email: preferred}, refusal: "Only one MFA method can be set as preferred."},
		"preferred but off":   {want: enrol.Preference{SMS: &enrol.Switch{Preferred: yes}}, refusal: "SMS_MFA cannot be preferred without being enabled."},
		"passkey, not at all": {want: enrol.Preference{SMS: on, Passkey: yes}, refusal: "WebAuthn MFA is not enabled for the user pool."},
		"passkey on LITE":     {config: multi, tier: userpool.TierLite, want: enrol.Preference{SMS: on, Passkey: yes}, refusal: "WebAuthn MFA is not enabled for the user pool."},
		"passkey alone":       {config: multi, want: enrol.Preference{Passkey: yes}, refusal: "WebAuthn MFA requires another MFA method to be enabled."},
		"passkey and SMS":     {config: multi, want: enrol.Preference{SMS: on, Passkey: yes}, result: userpool.MFAState{SMSEnabled: true, PasskeyEnabled: true}},
		"the last other one goes": {
			config: multi, user: func(u *userpool.User) { u.MFA.SMSEnabled, u.MFA.PasskeyEnabled = true, true },
			want: enrol.Preference{SMS: off}, refusal: "WebAuthn MFA requires another MFA method to be enabled.",
		},
		"both go": {
			config: multi, user: func(u *userpool.User) { u.MFA.SMSEnabled, u.MFA.PasskeyEnabled = true, true },
			want: enrol.Preference{SMS: off, Passkey: no},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
				p.WebAuthn.FactorConfig = tt.config
				if tt.tier != "" {
					p.Tier = tt.tier
				}
			})
			w.Change(w.user.Sub, func(u *userpool.User) {
				equipped(u)
				if tt.user != nil {
					tt.user(u)
				}
			})
			before := w.User("ada").MFA
			err := w.enrol.PreferFor(ctx(), pooltest.PoolID, "ada", tt.want)
			if tt.refusal != "" {
				pooltest.Refused(t, err, userpool.InvalidParameter, tt.refusal)
				tt.result = before // nothing of a refused request is kept
			} else if err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(tt.result, w.User("ada").MFA, cmpopts.IgnoreFields(userpool.MFAState{}, "TOTPSeed", "TOTPPending")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPreferByToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.Change(w.user.Sub, equipped)
	w.Check(w.enrol.Prefer(ctx(), w.access, enrol.Preference{Email: &enrol.Switch{Enabled: true}}))
	if !w.User("ada").MFA.EmailEnabled {
		t.Error("the factor is not on")
	}
	w.Change(w.user.Sub, func(u *userpool.User) { u.Status = userpool.ResetRequired })
	pooltest.Refused(t, w.enrol.Prefer(ctx(), w.access, enrol.Preference{}), userpool.PasswordResetRequired, "Password reset required for the user")
}

func TestFactors(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	f, err := w.enrol.Factors(ctx(), w.access)
	w.Check(err)
	if diff := cmp.Diff([]string{"PASSWORD"}, f.Configured); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	a := pooltest.NewAuthenticator(t, rp)
	options, err := w.enrol.StartPasskey(ctx(), w.access)
	w.Check(err)
	w.Check(w.enrol.CompletePasskey(ctx(), w.access, a.Register(options)))
	w.Change(w.user.Sub, func(u *userpool.User) {
		equipped(u)
		u.Attributes["email_verified"], u.Attributes["phone_number_verified"] = "true", "false"
		u.MFA.SMSEnabled, u.MFA.Preferred = true, "SMS_MFA"
		u.Status = userpool.Unconfirmed
	})
	f, err = w.enrol.FactorsOf(ctx(), pooltest.PoolID, "ada")
	w.Check(err)
	if diff := cmp.Diff([]string{"PASSWORD", "EMAIL_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"}, f.Configured); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]userpool.Factor{"SMS_MFA"}, f.Enabled); diff != "" || f.User.MFA.Preferred != "SMS_MFA" {
		t.Errorf("preferred %q (-want +got)\n%s", f.User.MFA.Preferred, diff)
	}
	_, err = w.enrol.FactorsOf(ctx(), pooltest.PoolID, "eve")
	pooltest.Refused(t, err, userpool.UserNotFound, "User does not exist.")
}
