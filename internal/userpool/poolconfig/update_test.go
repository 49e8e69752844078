package poolconfig_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
)

// everything is a pool with every setting set.
func everything() newPool {
	return newPool{
		Settings: settings{
			Name: "full", Tier: userpool.TierPlus, DeletionProtection: true,
			Policies: &poolconfig.Policies{
				Password:     &poolconfig.PasswordPolicy{MinimumLength: new(20), HistorySize: 3},
				FirstFactors: []userpool.Factor{userpool.FactorPassword, userpool.FactorEmailOTP},
			},
			Lambda:             poolconfig.Lambda{LambdaConfig: userpool.LambdaConfig{PreSignUp: arn("f")}},
			AutoVerified:       attributes{"email", "phone_number"},
			VerifyBeforeUpdate: &attributes{"email"},
			Verification:       poolconfig.Verification{SMS: "{####} sms"},
			SMSAuthMessage:     "{####} mfa",
			MFA:                userpool.MFAOptional,
			Devices:            &userpool.DeviceConfiguration{},
			Email:              &userpool.EmailConfiguration{ReplyTo: "a@b.example"},
			SMS:                &userpool.SMSConfiguration{CallerARN: snsRole},
			Tags:               map[string]string{"k": "v"},
			AdminCreate:        &poolconfig.AdminCreate{AdminCreate: userpool.AdminCreate{AdminOnly: true, SMS: "hi {username} {####}"}},
			AddOns:             &userpool.AddOns{SecurityMode: "AUDIT"},
			Recovery:           recovery("verified_email"),
			DCR:                &poolconfig.DCR{},
			Key:                &poolconfig.Key{},
			Issuer:             "UPDATED",
			ACR:                map[string]string{"Level1": "low"},
		},
		AliasAttributes: attributes{"email"},
		CaseSensitive:   new(false),
		Schema:          []attribute{{Name: "x", Type: "String"}},
	}
}

// TestEverything wants every setting where other packages look for it.
func TestEverything(t *testing.T) {
	t.Parallel()
	in := everything()
	got := start(true).create(t, in)
	want := &userpool.Pool{
		ID: got.ID, Name: "full", Created: noon, Modified: noon, Tier: userpool.TierPlus, DeletionProtection: true,
		Password:     userpool.PasswordPolicy{MinimumLength: 20, TemporaryValidityDays: 7, HistorySize: 3},
		FirstFactors: in.Policies.FirstFactors, MFA: userpool.MFAOptional, SMSMFA: &userpool.SMSMFA{Message: "{####} mfa"},
		Devices: in.Devices,
		Schema: append(userpool.StandardSchema(),
			userpool.SchemaAttribute{Name: "custom:x", Type: "String", Mutable: true, HasBounds: true}),
		AutoVerified: in.AutoVerified, AliasAttributes: in.AliasAttributes, CaseSensitive: new(false),
		VerifyBeforeUpdate: attributes{"email"}, Recovery: in.Recovery, SMS: in.SMS,
		Email:        userpool.EmailConfiguration{SendingAccount: "COGNITO_DEFAULT", ReplyTo: "a@b.example"},
		Verification: userpool.VerificationTemplate{SMS: "{####} sms"}, SMSAuthMsg: "{####} mfa",
		AdminCreate: in.AdminCreate.AdminCreate, Lambda: userpool.LambdaConfig{PreSignUp: arn("f")},
		AddOns: in.AddOns, Tags: in.Tags, DCR: &userpool.DCRConfiguration{Enabled: true},
		ACR: &userpool.ACRConfiguration{Mapping: in.ACR}, Issuer: "UPDATED",
		Extra: map[string]string{poolconfig.ExtraKeyType: poolconfig.KeyOwned},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestUpdateResets sends an empty update to a pool with every setting set.
func TestUpdateResets(t *testing.T) {
	t.Parallel()
	f := start(true)
	p := f.create(t, everything())
	full := f.stored(p.ID)
	*f.now = noon.Add(time.Hour)
	if err := f.Update(context.Background(), p.ID, settings{AutoVerified: attributes{"email"}}); err != nil {
		t.Fatal(err)
	}
	want := userpool.Pool{
		ID: p.ID, Created: noon, Modified: noon.Add(time.Hour), Version: 1,
		// Kept.
		Name: "full", Tier: userpool.TierPlus,
		FirstFactors:       full.FirstFactors,
		VerifyBeforeUpdate: attributes{"email"},
		Tags:               map[string]string{"k": "v"},
		DCR:                full.DCR, Issuer: "UPDATED", Extra: full.Extra,
		AliasAttributes: full.AliasAttributes, CaseSensitive: full.CaseSensitive, Schema: full.Schema,
		// Sent.
		AutoVerified: attributes{"email"},
		// Reset.
		Password: userpool.DefaultPasswordPolicy(),
		MFA:      userpool.MFAOff,
		Email:    userpool.EmailConfiguration{SendingAccount: "COGNITO_DEFAULT"},
	}
	if diff := cmp.Diff(want, f.stored(p.ID)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]userpool.PoolID{p.ID}, f.mem.forgot); diff != "" {
		t.Errorf("forgotten (-want +got)\n%s", diff)
	}
}

func TestUpdateChecksWhatIsKept(t *testing.T) {
	t.Parallel()
	f := start(false)
	p := f.create(t, everything())
	err := f.Update(context.Background(), p.ID, settings{})
	wantError(t, err, ip+"All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes")
}

func TestUpdatePolicies(t *testing.T) {
	t.Parallel()
	f := start(false)
	ctx := context.Background()
	p := f.create(t, with(settings{Policies: factors(userpool.FactorEmailOTP)}))
	if err := f.Update(ctx, p.ID, settings{Policies: &poolconfig.Policies{Password: &poolconfig.PasswordPolicy{}}}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]userpool.Factor{userpool.FactorPassword}, f.stored(p.ID).FirstFactors); diff != "" {
		t.Errorf("policies without a sign-in policy (-want +got)\n%s", diff)
	}
}

func TestUpdateReplacesTagsAndName(t *testing.T) {
	t.Parallel()
	f := start(false)
	p := f.create(t, with(settings{Tags: map[string]string{"old": "1"}}))
	err := f.Update(context.Background(), p.ID, settings{Name: "new", Tags: map[string]string{"new": "2"}})
	if err != nil {
		t.Fatal(err)
	}
	got := f.stored(p.ID)
	if got.Name != "new" {
		t.Errorf("name %q", got.Name)
	}
	if diff := cmp.Diff(map[string]string{"new": "2"}, got.Tags); diff != "" {
		t.Errorf("tags (-want +got)\n%s", diff)
	}
}

func TestUpdateUnknown(t *testing.T) {
	t.Parallel()
	err := start(false).Update(context.Background(), "us-east-1_none", settings{})
	wantError(t, err, "ResourceNotFoundException: User pool us-east-1_none does not exist.")
}

// stale is a store whose pools change between being read and being written.
type stale struct{ *memory }

func (s stale) UpdatePool(*userpool.Pool) error  { return userpool.ErrConflict }
func (s stale) DeletePool(userpool.PoolID) error { return userpool.ErrConflict }

func (s stale) View(_ context.Context, fn func(poolconfig.Store) error) error   { return fn(s) }
func (s stale) Update(_ context.Context, fn func(poolconfig.Store) error) error { return fn(s) }

func TestLostRace(t *testing.T) {
	t.Parallel()
	f := start(false)
	p := f.create(t, newPool{})
	svc := poolconfig.New(poolconfig.Deps{DB: stale{f.mem}, Cache: f.mem, Now: time.Now, Account: account})
	ctx := context.Background()
	const want = "ConcurrentModificationException: The user pool is being modified by another request. Try again."
	wantError(t, svc.Update(ctx, p.ID, settings{}), want)
	wantError(t, svc.SetSessions(ctx, p.ID, userpool.SessionTracking{}), want)
	_, err := svc.SetMFA(ctx, p.ID, poolconfig.MFA{})
	wantError(t, err, want)
	// Operations that do not declare the error leave it to the edge.
	for _, err := range []error{svc.Delete(ctx, p.ID), svc.AddAttributes(ctx, p.ID, nil), svc.Untag(ctx, p.ID.ARN(account), nil)} {
		if err != userpool.ErrConflict {
			t.Errorf("%v, want ErrConflict", err)
		}
	}
	if len(f.mem.forgot) != 0 {
		t.Error("a refused write was announced")
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	f := start(false)
	ctx := context.Background()
	p := f.create(t, with(settings{DeletionProtection: true}))
	wantError(t, f.Delete(ctx, p.ID), ip+"The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.")
	if err := f.Update(ctx, p.ID, settings{}); err != nil {
		t.Fatal(err)
	}
	for _, d := range []poolconfig.Domains{{Prefix: "x"}, {Custom: "auth.example.com"}} {
		*f.domains = d
		wantError(t, f.Delete(ctx, p.ID), ip+"User pool cannot be deleted. It has a domain configured that should be deleted first.")
	}
	*f.domains = poolconfig.Domains{}
	f.mem.forgot = nil
	wantError(t, f.Delete(ctx, p.ID), "")
	if len(f.mem.pools) != 0 || len(f.mem.forgot) != 1 {
		t.Errorf("%d pools left, %d announced", len(f.mem.pools), len(f.mem.forgot))
	}
	wantError(t, f.Delete(ctx, p.ID), "ResourceNotFoundException: User pool "+string(p.ID)+" does not exist.")
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	f := start(false)
	p := f.create(t, newPool{})
	f.mem.users, *f.domains = 42, poolconfig.Domains{Prefix: "x", Custom: "auth.example.com"}
	d, err := f.Describe(context.Background(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(poolconfig.Description{Pool: p, Users: 42, Domains: *f.domains}, d); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	_, err = f.Describe(context.Background(), "us-east-1_none")
	wantError(t, err, "ResourceNotFoundException: User pool us-east-1_none does not exist.")
}

func TestList(t *testing.T) {
	t.Parallel()
	f := start(false)
	ctx := context.Background()
	var want, got []userpool.PoolID
	for _, n := range []string{"a", "b", "c", "d", "e"} {
		p, err := f.CreateAs(ctx, userpool.PoolID("us-east-1_"+n), newPool{})
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, p.ID)
	}
	for token, pages := "", 0; ; pages++ {
		page, err := f.List(ctx, 2, token)
		if err != nil || pages > 3 || len(page.Pools) > 2 {
			t.Fatalf("page %d: %v", pages, err)
		}
		for _, p := range page.Pools {
			got = append(got, p.ID)
		}
		if token = page.Next; token == "" {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	_, err := f.List(ctx, 2, "us-east-1_b")
	wantError(t, err, ip+"Invalid pagination token given.")
}
