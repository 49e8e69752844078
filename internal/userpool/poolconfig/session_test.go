package poolconfig_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
)

func TestSessions(t *testing.T) {
	t.Parallel()
	f := start(false)
	ctx := context.Background()
	p := f.create(t, newPool{})
	check := func(want userpool.SessionTracking) {
		t.Helper()
		got, err := f.Sessions(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	check(userpool.SessionTracking{MaxPerUser: 20})
	set := userpool.SessionTracking{Enabled: true, MaxPerUser: 3}
	wantError(t, f.SetSessions(ctx, p.ID, set), "")
	check(set)
}

func TestSessionsRefused(t *testing.T) {
	t.Parallel()
	f := start(false)
	ctx := context.Background()
	lite := f.create(t, with(settings{Tier: userpool.TierLite}))
	wantError(t, f.SetSessions(ctx, lite.ID, userpool.SessionTracking{}),
		ft+"The following feature is not available for the LITE pricing tier configured: Session Management")
	if _, err := f.Sessions(ctx, lite.ID); err != nil {
		t.Errorf("reading has no tier: %v", err)
	}
	const none = "ResourceNotFoundException: User pool us-east-1_none does not exist."
	wantError(t, f.SetSessions(ctx, "us-east-1_none", userpool.SessionTracking{}), none)
	_, err := f.Sessions(ctx, "us-east-1_none")
	wantError(t, err, none)
}
