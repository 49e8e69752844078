package poolconfig_test

import (
	"context"
	"testing"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
)

const (
	ft      = "FeatureUnavailableInTierException: "
	lowered = "TierChangeNotAllowedException: "
	needs   = "The following features need to be disabled for the "
)

// tierRules are settings and the lowest tier that has them.
var tierRules = map[string]struct {
	in     settings
	lowest userpool.Tier
	name   string
}{
	"nothing":       {settings{}, userpool.TierLite, ""},
	"e-mail code":   {settings{Policies: factors("PASSWORD", "EMAIL_OTP")}, userpool.TierEssentials, "Passwordless Sign-In"},
	"SMS code":      {settings{Policies: factors("PASSWORD", "SMS_OTP")}, userpool.TierEssentials, "Passwordless Sign-In"},
	"passkeys":      {settings{Policies: factors("PASSWORD", "WEB_AUTHN")}, userpool.TierEssentials, "Passwordless Sign-In"},
	"token trigger": {tokenTrigger("V1_0"), userpool.TierLite, ""},
	"token trigger 2": {tokenTrigger("V2_0"), userpool.TierEssentials,
		"Token Customization with Pre-Token Generation Lambda V2_0"},
	"token trigger 3": {tokenTrigger("V3_0"), userpool.TierEssentials,
		"Token Customization with Pre-Token Generation Lambda V3_0"},
	"history": {settings{Policies: &poolconfig.Policies{Password: &poolconfig.PasswordPolicy{HistorySize: 1}}},
		userpool.TierEssentials, "Password History"},
	"registration":            {settings{DCR: &poolconfig.DCR{}}, userpool.TierEssentials, "Dynamic Client Registration"},
	"registration off":        {settings{DCR: &poolconfig.DCR{Enabled: new(false)}}, userpool.TierLite, ""},
	"level names":             {settings{ACR: map[string]string{"Level1": "x"}}, userpool.TierEssentials, "Custom ACR Values"},
	"threat protection off":   {settings{AddOns: &userpool.AddOns{SecurityMode: "OFF"}}, userpool.TierLite, ""},
	"threat protection":       {settings{AddOns: &userpool.AddOns{SecurityMode: "ENFORCED"}}, userpool.TierPlus, "Threat Protection"},
	"custom auth under watch": {settings{AddOns: &userpool.AddOns{SecurityMode: "OFF", CustomAuthMode: "AUDIT"}}, userpool.TierPlus, "Threat Protection"},
	"several": {settings{Policies: &poolconfig.Policies{FirstFactors: []userpool.Factor{"SMS_OTP"},
		Password: &poolconfig.PasswordPolicy{HistorySize: 1}}}, userpool.TierEssentials, "Passwordless Sign-In, Password History"},
}

func tokenTrigger(version string) settings {
	return settings{Lambda: poolconfig.Lambda{TokenConfig: &poolconfig.TokenConfig{ARN: arn("t"), Version: version}}}
}

var tiers = []userpool.Tier{userpool.TierLite, userpool.TierEssentials, userpool.TierPlus}

func TestTiers(t *testing.T) {
	t.Parallel()
	for name, tt := range tierRules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			has := false
			for _, tier := range tiers {
				has = has || tier == tt.lowest
				message := needs + string(tier) + " pricing tier configured: " + tt.name
				in := tt.in
				in.Tier = tier

				f := start(false)
				_, err := f.Create(context.Background(), with(in))
				wantError(t, err, unless(has, ft+message))

				// Turned on in a pool of the tier, and with the tier lowered in the same request.
				p := f.create(t, with(settings{Tier: tier}))
				wantError(t, f.Update(context.Background(), p.ID, tt.in), unless(has, ft+message))
				p = f.create(t, with(settings{Tier: userpool.TierPlus}))
				wantError(t, f.Update(context.Background(), p.ID, in), unless(has, lowered+message))
			}
		})
	}
}

func unless(ok bool, message string) string {
	if ok {
		return ""
	}
	return message
}

// TestLoweringKeepsToOtherSettings lowers the tier under what other calls than
// UpdateUserPool have set.
func TestLoweringKeepsToOtherSettings(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	lite := lowered + needs + "LITE pricing tier configured: "
	for name, tt := range map[string]struct {
		set  func(fixture, userpool.PoolID) error
		want string
	}{
		"sessions": {func(f fixture, id userpool.PoolID) error {
			return f.SetSessions(ctx, id, userpool.SessionTracking{Enabled: true, MaxPerUser: 5})
		}, lite + "Session Management"},
		"e-mail MFA": {func(f fixture, id userpool.PoolID) error {
			_, err := f.SetMFA(ctx, id, poolconfig.MFA{Mode: userpool.MFAOptional, Email: &userpool.EmailMFA{}})
			return err
		}, lite + "Email MFA"},
		"passkeys as MFA": {func(f fixture, id userpool.PoolID) error {
			_, err := f.SetMFA(ctx, id, poolconfig.MFA{WebAuthn: &poolconfig.WebAuthn{FactorConfig: poolconfig.FactorMulti}})
			return err
		}, lite + "Passwordless Sign-In"},
	} {
		f := start(false)
		p := f.create(t, newPool{})
		if err := tt.set(f, p.ID); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		wantError(t, f.Update(ctx, p.ID, settings{Tier: userpool.TierLite}), tt.want)
	}
}
