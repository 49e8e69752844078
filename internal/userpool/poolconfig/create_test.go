package poolconfig_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
)

func TestDefaults(t *testing.T) {
	t.Parallel()
	f := start(true)
	got := f.create(t, poolconfig.NewPool{})
	if !regexp.MustCompile(`^us-east-1_[0-9a-zA-Z]{9}$`).MatchString(string(got.ID)) {
		t.Errorf("id %q", got.ID)
	}
	want := &userpool.Pool{
		ID: got.ID, Name: "p", Created: noon, Modified: noon,
		Tier:               userpool.TierEssentials,
		Password:           userpool.DefaultPasswordPolicy(),
		FirstFactors:       []userpool.Factor{userpool.FactorPassword},
		MFA:                userpool.MFAOff,
		Schema:             userpool.StandardSchema(),
		VerifyBeforeUpdate: []userpool.AttributeName{},
		Email:              userpool.EmailConfiguration{SendingAccount: "COGNITO_DEFAULT"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pool (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(*want, f.stored(got.ID)); diff != "" {
		t.Errorf("stored (-want +got)\n%s", diff)
	}
}

func TestCreateStoresKeys(t *testing.T) {
	t.Parallel()
	f := start(false)
	p := f.create(t, poolconfig.NewPool{})
	want := []userpool.SigningKey{
		{Pool: p.ID, KID: "a", Use: userpool.KeyID, Created: noon},
		{Pool: p.ID, KID: "b", Use: userpool.KeyAccess, Created: noon},
	}
	if diff := cmp.Diff(want, f.mem.keys); diff != "" {
		t.Errorf("keys (-want +got)\n%s", diff)
	}
}

func TestCreateAs(t *testing.T) {
	t.Parallel()
	f := start(false)
	ctx := context.Background()
	in := poolconfig.NewPool{Settings: poolconfig.Settings{Name: "p"}}
	p, err := f.CreateAs(ctx, "us-east-1_fixed0001", in)
	if err != nil || p.ID != "us-east-1_fixed0001" {
		t.Fatalf("CreateAs = %v, %v", p, err)
	}
	if _, err := f.CreateAs(ctx, p.ID, in); err != userpool.ErrExists {
		t.Errorf("a taken id: %v", err)
	}
	if len(f.mem.keys) != 2 {
		t.Errorf("%d keys after a refused pool, want 2", len(f.mem.keys))
	}
}

func TestPoolLimit(t *testing.T) {
	t.Parallel()
	f := start(false)
	for i := range poolconfig.MaxPools {
		id := userpool.PoolID(fmt.Sprintf("us-east-1_%09d", i))
		f.mem.pools[id] = userpool.Pool{ID: id}
	}
	_, err := f.Create(context.Background(), poolconfig.NewPool{})
	wantError(t, err, "LimitExceededException: The account has reached its limit of 1000 user pools.")
}

func TestPasswordPolicy(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		sent poolconfig.PasswordPolicy
		want userpool.PasswordPolicy
	}{
		"empty turns requirements off": {
			poolconfig.PasswordPolicy{},
			userpool.PasswordPolicy{MinimumLength: 8, TemporaryValidityDays: 7},
		},
		"all": {
			poolconfig.PasswordPolicy{MinimumLength: new(12), RequireUpper: true, RequireLower: true, RequireNumbers: true,
				RequireSymbols: true, TemporaryValidityDays: new(3), HistorySize: 5},
			userpool.PasswordPolicy{MinimumLength: 12, RequireUpper: true, RequireLower: true, RequireNumbers: true,
				RequireSymbols: true, TemporaryValidityDays: 3, HistorySize: 5},
		},
		"no days are the default": {
			poolconfig.PasswordPolicy{TemporaryValidityDays: new(0)},
			userpool.PasswordPolicy{MinimumLength: 8, TemporaryValidityDays: 7},
		},
	}
	for name, tt := range tests {
		p := start(true).create(t, poolconfig.NewPool{Settings: poolconfig.Settings{
			Policies: &poolconfig.Policies{Password: &tt.sent}}})
		if diff := cmp.Diff(tt.want, p.Password); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestAccountValidityIsTemporaryPasswordValidity(t *testing.T) {
	t.Parallel()
	p := start(true).create(t, poolconfig.NewPool{Settings: poolconfig.Settings{
		Policies:    &poolconfig.Policies{Password: &poolconfig.PasswordPolicy{}},
		AdminCreate: &poolconfig.AdminCreate{UnusedAccountValidityDays: new(30)}}})
	if p.Password.TemporaryValidityDays != 30 {
		t.Errorf("temporary passwords live %d days, want 30", p.Password.TemporaryValidityDays)
	}
}

func TestVerificationTextsAreMirrored(t *testing.T) {
	t.Parallel()
	want := userpool.VerificationTemplate{SMS: "s {####}", Email: "e {####}", EmailSubject: "u"}
	for name, sent := range map[string]poolconfig.Verification{
		"beside the template": {SMS: want.SMS, Email: want.Email, EmailSubject: want.EmailSubject},
		"in the template":     {Template: &want},
		"in both": {SMS: "old {####}", Email: "old {####}", EmailSubject: "old",
			Template: &want},
	} {
		p := start(true).create(t, poolconfig.NewPool{Settings: poolconfig.Settings{Verification: sent}})
		if diff := cmp.Diff(want, p.Verification); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestPreTokenTrigger(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sent    poolconfig.Lambda
		version string
	}{
		"bare": {poolconfig.Lambda{LambdaConfig: userpool.LambdaConfig{PreTokenGeneration: arn("t")}}, "V1_0"},
		"with version": {
			poolconfig.Lambda{TokenConfig: &poolconfig.TokenConfig{ARN: arn("t"), Version: "V3_0"}}, "V3_0"},
		"both": {poolconfig.Lambda{LambdaConfig: userpool.LambdaConfig{PreTokenGeneration: arn("t")},
			TokenConfig: &poolconfig.TokenConfig{ARN: arn("t"), Version: "V2_0"}}, "V2_0"},
	} {
		p := start(true).create(t, poolconfig.NewPool{Settings: poolconfig.Settings{Lambda: tt.sent}})
		want := userpool.LambdaConfig{PreTokenGeneration: arn("t"), PreTokenVersion: tt.version}
		if diff := cmp.Diff(want, p.Lambda); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestThreatProtectionMakesPlusTheDefault(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]userpool.Tier{
		"OFF": userpool.TierEssentials, "AUDIT": userpool.TierPlus, "ENFORCED": userpool.TierPlus,
	} {
		p := start(true).create(t, poolconfig.NewPool{Settings: poolconfig.Settings{AddOns: &userpool.AddOns{SecurityMode: mode}}})
		if p.Tier != want {
			t.Errorf("%s makes a pool of tier %s, want %s", mode, p.Tier, want)
		}
	}
}

func TestDynamicRegistrationDefaults(t *testing.T) {
	t.Parallel()
	p := start(true).create(t, poolconfig.NewPool{Settings: poolconfig.Settings{DCR: &poolconfig.DCR{}}})
	if diff := cmp.Diff(&userpool.DCRConfiguration{Enabled: true}, p.DCR); diff != "" {
		t.Errorf("an empty block (-want +got)\n%s", diff)
	}
	p = start(true).create(t, poolconfig.NewPool{Settings: poolconfig.Settings{
		DCR: &poolconfig.DCR{Enabled: new(false), Open: true, OpenGrants: []string{}}}})
	if diff := cmp.Diff(&userpool.DCRConfiguration{Open: true, OpenGrants: []string{}}, p.DCR); diff != "" {
		t.Errorf("a full block (-want +got)\n%s", diff)
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	key := "arn:aws:kms:us-east-1:" + account + ":key/1"
	for name, tt := range map[string]struct {
		sent      poolconfig.Key
		kind, arn string
	}{
		"customer": {poolconfig.Key{Type: poolconfig.KeyCustomer, ARN: key}, poolconfig.KeyCustomer, key},
		"owned":    {poolconfig.Key{Type: poolconfig.KeyOwned}, poolconfig.KeyOwned, ""},
		"empty":    {poolconfig.Key{}, poolconfig.KeyOwned, ""},
	} {
		p := start(true).create(t, poolconfig.NewPool{Settings: poolconfig.Settings{Key: &tt.sent}})
		if p.Extra[poolconfig.ExtraKeyType] != tt.kind || p.KMSKeyARN != tt.arn {
			t.Errorf("%s: %v %q", name, p.Extra, p.KMSKeyARN)
		}
	}
}

func TestEffectiveACR(t *testing.T) {
	t.Parallel()
	p := start(true).create(t, poolconfig.NewPool{Settings: poolconfig.Settings{ACR: map[string]string{"Level2": "silver"}}})
	want := map[string]string{"Level1": "urn:cognito:loa:1", "Level2": "silver",
		"Level3": "urn:cognito:loa:3", "Level4": "urn:cognito:loa:4"}
	if diff := cmp.Diff(want, poolconfig.EffectiveACR(p)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
