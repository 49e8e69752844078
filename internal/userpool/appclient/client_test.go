package appclient_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/appclient"
)

// zeros is a source of randomness that always gives the same.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func (f fixture) clock() time.Time { return *f.now }

func TestDefaults(t *testing.T) {
	t.Parallel()
	f := start()
	got := f.create(t, appclient.NewClient{})
	if !regexp.MustCompile(`^[0-9a-z]{26}$`).MatchString(string(got.ID)) {
		t.Errorf("id %q", got.ID)
	}
	want := &userpool.Client{
		ID: got.ID, Pool: poolID, Name: "c", Created: noon, Modified: noon,
		Refresh: validity{Value: 30}, TokenRevocation: true, AuthSessionMinutes: 3,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("client (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(*want, f.mem.clients[got.ID]); diff != "" {
		t.Errorf("stored (-want +got)\n%s", diff)
	}
}

func TestDefaultRefreshKeepsItsUnit(t *testing.T) {
	t.Parallel()
	for unit, want := range map[string]int{"seconds": 2592000, "minutes": 43200, "hours": 720, "days": 30, "": 30} {
		c := start().create(t, with(settings{Refresh: validity{Unit: unit}}))
		if diff := cmp.Diff(validity{Value: want, Unit: unit}, c.Refresh); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

// everything is a client with every setting set.
func everything() settings {
	return settings{
		Name: "full", Refresh: validity{Value: 1}, Access: validity{Value: 2}, IDToken: validity{Value: 3},
		Read: attributes{"email"}, Write: attributes{"email"}, AuthFlows: []string{"ALLOW_USER_AUTH"},
		Providers: []string{"Google"}, CallbackURLs: []string{"a:/b"}, LogoutURLs: []string{"a:/c"},
		DefaultRedirectURI: "a:/b", OAuthEnabled: true, OAuthFlows: []string{"code"}, OAuthScopes: []string{"openid"},
		HideUserExistence: new(true), TokenRevocation: new(false), PropagateUserData: true, AuthSessionMinutes: 15,
		Rotation: &userpool.Rotation{Enabled: true}, Analytics: &userpool.Analytics{ApplicationARN: "a"},
	}
}

// TestEverything wants every setting where other packages look for it.
func TestEverything(t *testing.T) {
	t.Parallel()
	in := everything()
	got := start().create(t, secret(in))
	want := &userpool.Client{
		ID: got.ID, Pool: poolID, Name: "full", Created: noon, Modified: noon, Secrets: got.Secrets,
		Refresh: in.Refresh, Access: in.Access, IDToken: in.IDToken, Read: in.Read, Write: in.Write, AuthFlows: in.AuthFlows,
		Providers: in.Providers, CallbackURLs: in.CallbackURLs, LogoutURLs: in.LogoutURLs,
		DefaultRedirectURI: "a:/b", OAuthEnabled: true, OAuthFlows: in.OAuthFlows, OAuthScopes: in.OAuthScopes,
		HideUserExistence: new(true), TokenRevocation: false, PropagateUserData: true, AuthSessionMinutes: 15,
		Rotation: in.Rotation, Analytics: in.Analytics,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestUpdateResets(t *testing.T) {
	t.Parallel()
	f := start()
	ctx := context.Background()
	f.mem.pools[poolID] = func() userpool.Pool { p := f.mem.pools[poolID]; p.Sessions.Enabled = true; return p }()
	c := f.create(t, secret(everything()))
	if err := f.SetSSOMinutes(ctx, poolID, c.ID, 5); err != nil {
		t.Fatal(err)
	}
	*f.now = noon.Add(time.Hour)
	f.mem.forgot = nil
	if _, err := f.Update(ctx, poolID, c.ID, settings{}); err != nil {
		t.Fatal(err)
	}
	want := userpool.Client{
		ID: c.ID, Pool: poolID, Name: "full", Created: noon, Modified: noon.Add(time.Hour), Version: 2,
		Secrets: c.Secrets, SSOMaxMinutes: new(5),
		Refresh: validity{Value: 30}, TokenRevocation: true, AuthSessionMinutes: 3,
	}
	if diff := cmp.Diff(want, f.mem.clients[c.ID]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]userpool.ClientID{c.ID}, f.mem.forgot); diff != "" {
		t.Errorf("forgotten (-want +got)\n%s", diff)
	}
	if c, err := f.Update(ctx, poolID, c.ID, settings{Name: "new"}); err != nil || c.Name != "new" {
		t.Errorf("renamed: %v, %v", c, err)
	}
}

// TestElsewhere asks every call for pools and clients that are not there.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	f := start()
	ctx := context.Background()
	known := f.create(t, secret(settings{})).ID
	for _, tt := range []struct {
		pool   userpool.PoolID
		client userpool.ClientID
		want   string
	}{
		{"us-east-1_none", known, "ResourceNotFoundException: User pool us-east-1_none does not exist."},
		{poolID, "none", "ResourceNotFoundException: User pool client none does not exist."},
		{"us-east-1_two", known, "ResourceNotFoundException: User pool client " + string(known) + " does not exist."},
	} {
		_, err := f.Client(ctx, tt.pool, tt.client)
		wantError(t, err, tt.want)
		_, err = f.Update(ctx, tt.pool, tt.client, settings{})
		wantError(t, err, tt.want)
		_, err = f.AddSecret(ctx, tt.pool, tt.client, "")
		wantError(t, err, tt.want)
		wantError(t, f.DeleteSecret(ctx, tt.pool, tt.client, "x"), tt.want)
		wantError(t, f.SetSSOMinutes(ctx, tt.pool, tt.client, 1), tt.want)
		wantError(t, f.Delete(ctx, tt.pool, tt.client), tt.want)
	}
	const none = "ResourceNotFoundException: User pool us-east-1_none does not exist."
	_, err := f.Create(ctx, "us-east-1_none", appclient.NewClient{})
	wantError(t, err, none)
	_, err = f.List(ctx, "us-east-1_none", appclient.AnyKind, 0, "")
	wantError(t, err, none)
	if len(f.mem.clients) != 1 || f.mem.clients[known].Version != 0 {
		t.Error("a refused call has written")
	}
}

func TestCreateAs(t *testing.T) {
	t.Parallel()
	f := start()
	ctx := context.Background()
	c, err := f.CreateAs(ctx, poolID, "fixed", appclient.NewClient{})
	if err != nil || c.ID != "fixed" {
		t.Fatalf("CreateAs = %v, %v", c, err)
	}
	if _, err := f.CreateAs(ctx, poolID, "fixed", appclient.NewClient{}); !errors.Is(err, userpool.ErrExists) {
		t.Errorf("a taken id: %v", err)
	}
}

func TestClientLimit(t *testing.T) {
	t.Parallel()
	f := start()
	for i := range appclient.MaxClients {
		id := userpool.ClientID(fmt.Sprint(i))
		f.mem.clients[id] = userpool.Client{ID: id, Pool: poolID}
	}
	_, err := f.Create(context.Background(), poolID, appclient.NewClient{})
	wantError(t, err, "LimitExceededException: The user pool has reached its limit of 1000 clients.")
}

func TestLostRace(t *testing.T) {
	t.Parallel()
	f := start()
	c := f.create(t, secret(settings{}))
	f.mem.stale = true
	ctx := context.Background()
	_, err := f.Update(ctx, poolID, c.ID, settings{})
	wantError(t, err, "ConcurrentModificationException: The user pool client is being modified by another request. Try again.")
	// Operations that do not declare the error leave it to the edge.
	if _, err := f.AddSecret(ctx, poolID, c.ID, ""); err != userpool.ErrConflict {
		t.Errorf("%v, want ErrConflict", err)
	}
	if len(f.mem.forgot) != 0 {
		t.Error("a refused write was announced")
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	f := start()
	c := f.create(t, appclient.NewClient{})
	wantError(t, f.Delete(context.Background(), poolID, c.ID), "")
	if len(f.mem.clients) != 0 || len(f.mem.forgot) != 1 {
		t.Errorf("%d clients left, %d announced", len(f.mem.clients), len(f.mem.forgot))
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	f := start()
	ctx := context.Background()
	for i, id := range []userpool.ClientID{"a", "b", "c", "d", "e"} {
		f.mem.clients[id] = userpool.Client{ID: id, Pool: poolID, Registered: i%2 == 1}
	}
	f.mem.clients["other"] = userpool.Client{ID: "other", Pool: "us-east-1_two"}
	for kind, want := range map[appclient.Kind][]userpool.ClientID{
		appclient.AnyKind: {"a", "b", "c", "d", "e"}, appclient.Regular: {"a", "c", "e"}, appclient.Registered: {"b", "d"},
	} {
		for _, limit := range []int{0, 1, 2, 5} {
			var got []userpool.ClientID
			for token, pages := "", 0; ; pages++ {
				page, err := f.List(ctx, poolID, kind, limit, token)
				if err != nil || pages > 5 || limit > 0 && len(page.Clients) > limit {
					t.Fatalf("page %d: %v", pages, err)
				}
				for _, c := range page.Clients {
					got = append(got, c.ID)
				}
				if token = page.Next; token == "" {
					break
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s by %d (-want +got)\n%s", kind, limit, diff)
			}
		}
	}
}

func TestListTokens(t *testing.T) {
	t.Parallel()
	f := start()
	ctx := context.Background()
	f.create(t, appclient.NewClient{})
	f.create(t, appclient.NewClient{})
	page, err := f.List(ctx, poolID, appclient.AnyKind, 1, "")
	if err != nil || page.Next == "" {
		t.Fatalf("%v, %v", page, err)
	}
	const bad = ip + "Invalid pagination token given."
	_, err = f.List(ctx, "us-east-1_two", appclient.AnyKind, 1, page.Next)
	wantError(t, err, bad)
	_, err = f.List(ctx, poolID, appclient.Regular, 1, page.Next)
	wantError(t, err, bad)
	_, err = f.List(ctx, poolID, appclient.AnyKind, 1, "x")
	wantError(t, err, bad)
}

func TestSSOMinutes(t *testing.T) {
	t.Parallel()
	f := start()
	ctx := context.Background()
	id := f.create(t, appclient.NewClient{}).ID
	get := func() int { c := f.mem.clients[id]; return appclient.SSOMinutes(&c) }
	set := func(p userpool.Pool) { p.ID = poolID; f.mem.pools[poolID] = p }
	if get() != 60 {
		t.Errorf("default %d minutes, want 60", get())
	}
	wantError(t, f.SetSSOMinutes(ctx, poolID, id, 0),
		"OperationNotEnabledException: User session tracking is not enabled for user pool us-east-1_AbCdEf123.")
	set(userpool.Pool{Tier: userpool.TierLite, Sessions: userpool.SessionTracking{Enabled: true}})
	wantError(t, f.SetSSOMinutes(ctx, poolID, id, 0),
		"FeatureUnavailableInTierException: The following feature is not available for the LITE pricing tier configured: Session Management")
	set(userpool.Pool{Tier: userpool.TierPlus, Sessions: userpool.SessionTracking{Enabled: true}})
	wantError(t, f.SetSSOMinutes(ctx, poolID, id, 0), "")
	if get() != 0 {
		t.Errorf("set to 0, got %d", get())
	}
}
