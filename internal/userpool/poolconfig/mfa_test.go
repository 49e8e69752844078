package poolconfig_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
)

func TestSetMFARules(t *testing.T) {
	t.Parallel()
	const (
		together = ip + "Invalid MFA configuration given, can't turn off MFA and configure an MFA together"
		enable   = ip + "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."
		liteOnly = ft + "The following feature is not available for the LITE pricing tier configured: "
	)
	sms := &poolconfig.SMSMFA{Configuration: &userpool.SMSConfiguration{CallerARN: snsRole}}
	mail := &userpool.EmailMFA{}
	developer := settings{Email: &userpool.EmailConfiguration{SendingAccount: "DEVELOPER", SourceARN: "arn:aws:ses:us-east-1:1:identity/x"}}
	lite := developer
	lite.Tier = userpool.TierLite
	oneWay := developer
	oneWay.Recovery = recovery("verified_email")
	phone := settings{AutoVerified: attributes{"phone_number"}, SMS: sms.Configuration}

	tests := map[string]struct {
		pool         settings
		in           poolconfig.MFA
		want, strict string
	}{
		"nothing":               {in: poolconfig.MFA{}},
		"off and SMS":           {in: poolconfig.MFA{Mode: userpool.MFAOff, SMS: sms}, want: together},
		"no mode and token":     {in: poolconfig.MFA{SoftwareToken: new(true)}, want: together},
		"no mode and mail":      {pool: developer, in: poolconfig.MFA{Email: mail}, want: together},
		"off and no token":      {in: poolconfig.MFA{SoftwareToken: new(false)}},
		"off and passkeys":      {in: poolconfig.MFA{WebAuthn: &poolconfig.WebAuthn{}}},
		"on and nothing":        {in: poolconfig.MFA{Mode: userpool.MFAOn}, want: ip + "At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided."},
		"optional and nothing":  {in: poolconfig.MFA{Mode: userpool.MFAOptional}, want: ip + "At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided."},
		"on and passkeys alone": {in: poolconfig.MFA{Mode: userpool.MFAOn, WebAuthn: &poolconfig.WebAuthn{}}, want: enable},
		"on and no token":       {in: poolconfig.MFA{Mode: userpool.MFAOn, SoftwareToken: new(false)}, want: enable},
		"on and token":          {in: poolconfig.MFA{Mode: userpool.MFAOn, SoftwareToken: new(true)}},
		"on and SMS":            {in: poolconfig.MFA{Mode: userpool.MFAOn, SMS: sms}},
		"SMS without settings": {in: poolconfig.MFA{Mode: userpool.MFAOn, SMS: &poolconfig.SMSMFA{}},
			strict: ip + "[SmsConfiguration] is a required member of [SoftwareTokenMfaConfiguration]."},
		"mail": {pool: developer, in: poolconfig.MFA{Mode: userpool.MFAOn, Email: mail}},
		"mail from Cognito": {in: poolconfig.MFA{Mode: userpool.MFAOn, Email: mail},
			strict: ip + "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT."},
		"mail as everything": {pool: oneWay, in: poolconfig.MFA{Mode: userpool.MFAOn, Email: mail},
			want: ip + "EmailMfaConfiguration cannot be set when verified_email is the only recovery mechanism in AccountRecoverySetting."},
		"mail in LITE":      {pool: lite, in: poolconfig.MFA{Mode: userpool.MFAOn, Email: mail}, want: liteOnly + "Email MFA"},
		"passkeys in LITE":  {pool: lite, in: poolconfig.MFA{WebAuthn: &poolconfig.WebAuthn{}}, want: liteOnly + "Passwordless Sign-In"},
		"SMS still needed":  {pool: phone, in: poolconfig.MFA{Mode: userpool.MFAOn, SoftwareToken: new(true)}, strict: ip + "SMS configuration is required when phone_number is selected for auto verification"},
		"off keeps SMS":     {pool: phone, in: poolconfig.MFA{}},
		"on and mail codes": {pool: settings{Policies: factors("EMAIL_OTP")}, in: poolconfig.MFA{Mode: userpool.MFAOn, SoftwareToken: new(true)}, want: ip + "EMAIL_OTP and SMS_OTP cannot be in AllowedFirstAuthFactors when MfaConfiguration is ON."},
		"on and passkeys": {pool: settings{Policies: factors("PASSWORD", "WEB_AUTHN")}, in: poolconfig.MFA{Mode: userpool.MFAOn, SoftwareToken: new(true)},
			want: ip + "WEB_AUTHN cannot be in AllowedFirstAuthFactors when MfaConfiguration is ON, unless FactorConfiguration is MULTI_FACTOR_WITH_USER_VERIFICATION."},
		"on and passkeys as two factors": {pool: settings{Policies: factors("PASSWORD", "WEB_AUTHN")},
			in: poolconfig.MFA{Mode: userpool.MFAOn, SoftwareToken: new(true), WebAuthn: &poolconfig.WebAuthn{FactorConfig: poolconfig.FactorMulti}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, strict := range []bool{false, true} {
				want := tt.want
				if strict && tt.strict != "" {
					want = tt.strict
				}
				f := start(strict)
				p := f.create(t, with(tt.pool))
				_, err := f.SetMFA(context.Background(), p.ID, tt.in)
				wantError(t, err, want)
				if changed := f.stored(p.ID).Version > 0; changed != (want == "") {
					t.Errorf("changed %v with error %v", changed, err)
				}
			}
		})
	}
}

func TestSetMFA(t *testing.T) {
	t.Parallel()
	f := start(false)
	ctx := context.Background()
	p := f.create(t, with(settings{SMS: &userpool.SMSConfiguration{CallerARN: "old"}}))
	other := &userpool.SMSConfiguration{CallerARN: snsRole}
	_, err := f.SetMFA(ctx, p.ID, poolconfig.MFA{
		Mode: userpool.MFAOptional, SoftwareToken: new(true), Email: &userpool.EmailMFA{Subject: "s"},
		SMS:      &poolconfig.SMSMFA{Message: "m {####}", Configuration: other},
		WebAuthn: &poolconfig.WebAuthn{RelyingPartyID: "login.example.com"},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := f.stored(p.ID)
	if got.MFA != userpool.MFAOptional || !got.SoftwareTokenMFA || got.SMSAuthMsg != "m {####}" {
		t.Errorf("mode %s, software token %v, SMS text %q", got.MFA, got.SoftwareTokenMFA, got.SMSAuthMsg)
	}
	for _, diff := range []string{
		cmp.Diff(other, got.SMS), cmp.Diff(&userpool.SMSMFA{Message: "m {####}"}, got.SMSMFA),
		cmp.Diff(&userpool.EmailMFA{Subject: "s"}, got.EmailMFA),
		cmp.Diff(&userpool.WebAuthn{RelyingPartyID: "login.example.com", UserVerification: "preferred"}, got.WebAuthn),
	} {
		if diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}

	// An empty call switches all off, but for passkeys.
	if _, err := f.SetMFA(ctx, p.ID, poolconfig.MFA{}); err != nil {
		t.Fatal(err)
	}
	got = f.stored(p.ID)
	if got.MFA != userpool.MFAOff || got.SoftwareTokenMFA || got.SMSMFA != nil || got.EmailMFA != nil || got.WebAuthn == nil || got.SMS == nil {
		t.Errorf("after an empty call: %+v", got)
	}
}

// TestUpdateAndFactors walks through what UpdateUserPool does to the factors
// that SetUserPoolMfaConfig has made.
func TestUpdateAndFactors(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, tt := range map[string]struct {
		before poolconfig.MFA
		mode   userpool.MFAMode
		want   []userpool.Factor
	}{
		"SMS is what MFA means":        {poolconfig.MFA{}, userpool.MFAOn, []userpool.Factor{userpool.FactorSMSMFA}},
		"another factor will do":       {poolconfig.MFA{Mode: userpool.MFAOptional, SoftwareToken: new(true)}, userpool.MFAOn, []userpool.Factor{userpool.FactorSoftwareToken}},
		"mail will do":                 {poolconfig.MFA{Mode: userpool.MFAOptional, Email: &userpool.EmailMFA{}}, userpool.MFAOn, []userpool.Factor{userpool.FactorEmailOTP}},
		"SMS stays beside others":      {poolconfig.MFA{Mode: userpool.MFAOptional, SoftwareToken: new(true), SMS: &poolconfig.SMSMFA{}}, userpool.MFAOn, []userpool.Factor{userpool.FactorSMSMFA, userpool.FactorSoftwareToken}},
		"off forgets SMS, not a token": {poolconfig.MFA{Mode: userpool.MFAOptional, SoftwareToken: new(true), SMS: &poolconfig.SMSMFA{}}, "", []userpool.Factor{userpool.FactorSoftwareToken}},
	} {
		f := start(false)
		p := f.create(t, newPool{})
		if _, err := f.SetMFA(ctx, p.ID, tt.before); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := f.Update(ctx, p.ID, settings{MFA: tt.mode}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := f.stored(p.ID)
		if diff := cmp.Diff(tt.want, got.SecondFactors()); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestRelyingParty(t *testing.T) {
	t.Parallel()
	f := start(false)
	p := f.create(t, newPool{})
	for id, ok := range map[string]bool{
		"example.com": true, "login.example.co.uk": true, "localhost": true, "xn--bcher-kva.example": true,
		"com": false, "co.uk": false, "github.io": false, "https://example.com": false, "example.com/": false,
		"example..com": false, "-a.example": false, "a-.example": false, "EXAMPLE.com": false, "192.0.2.1": false,
		"example.com:443": false, "exa mple.com": false, strings.Repeat("a", 64) + ".example": false,
	} {
		_, err := f.SetMFA(context.Background(), p.ID, poolconfig.MFA{WebAuthn: &poolconfig.WebAuthn{RelyingPartyID: id}})
		wantError(t, err, unless(ok, ip+"Relying party ID "+id+" is not a valid domain."))
	}
}
