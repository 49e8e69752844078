package group_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/group"
)

const (
	poolID  = userpool.PoolID("us-east-1_AbCdEf123")
	account = "123456789012"
	role    = "arn:aws:iam::" + account + ":role/r"
	ip      = "InvalidParameterException: "
	noPool  = "ResourceNotFoundException: User pool us-east-1_none does not exist."
	noGroup = "ResourceNotFoundException: Group not found."
	noUser  = "UserNotFoundException: User does not exist."
)

var (
	noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ctx  = context.Background()
)

// fixture is a Service over a pool without groups.
type fixture struct {
	*group.Service
	db  *store.DB
	now *time.Time
}

func start(t *testing.T) fixture {
	t.Helper()
	ring, err := seal.Generate(rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	f := fixture{now: new(noon)}
	clock := func() time.Time { return *f.now }
	f.db, err = store.Open(ctx, store.Options{Path: filepath.Join(t.TempDir(), "db"), Sealer: ring, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.db.Close(); err != nil {
			t.Error(err)
		}
	})
	f.update(t, func(tx *store.Tx) error {
		return tx.InsertPool(&userpool.Pool{ID: poolID, Created: noon, CaseSensitive: new(false)})
	})
	f.Service = group.New(group.Deps{
		DB: store.Bind(f.db, func(tx *store.Tx) group.Store { return tx }), Now: clock, Account: account,
	})
	return f
}

func (f fixture) update(t *testing.T, fn func(*store.Tx) error) {
	t.Helper()
	if err := f.db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

// user makes a user with a sub that ends in n.
func (f fixture) user(t *testing.T, name string, n int) userpool.Sub {
	t.Helper()
	u := &userpool.User{
		Pool: poolID, Sub: userpool.Sub(fmt.Sprintf("00000000-0000-0000-0000-%012d", n)), Username: userpool.Username(name),
		Status: userpool.Confirmed, Enabled: true, Created: noon, Modified: noon,
	}
	f.update(t, func(tx *store.Tx) error {
		return tx.InsertUser(u, []userpool.Name{{Kind: userpool.NameUsername, Value: name}})
	})
	return u.Sub
}

func (f fixture) create(t *testing.T, names ...userpool.GroupName) {
	t.Helper()
	for _, n := range names {
		if _, err := f.Create(ctx, poolID, n, group.Settings{}); err != nil {
			t.Fatal(err)
		}
	}
}

// wantError compares an error with `Code: message`, "" for none.
func wantError(t *testing.T, got error, want string) {
	t.Helper()
	text := ""
	var e *userpool.Error
	switch {
	case errors.As(got, &e):
		text = string(e.Code) + ": " + e.Message
	case got != nil:
		t.Fatalf("error %v is not one for callers, want %q", got, want)
	}
	if text != want {
		t.Errorf("got  %q\nwant %q", text, want)
	}
}

func TestLife(t *testing.T) {
	t.Parallel()
	f := start(t)
	want := &userpool.Group{Pool: poolID, Name: "g", Description: new("d"), RoleARN: new(role), Precedence: new(0), Created: noon, Modified: noon}
	got, err := f.Create(ctx, poolID, "g", group.Settings{Description: new("d"), RoleARN: new(role), Precedence: new(0)})
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("created: %v (-want +got)\n%s", err, diff)
	}
	_, err = f.Create(ctx, poolID, "g", group.Settings{})
	wantError(t, err, "GroupExistsException: A group with the name already exists")
	f.create(t, "G") // names have case

	*f.now = noon.Add(time.Hour)
	want.Modified, want.Precedence = *f.now, new(7)
	got, err = f.Update(ctx, poolID, "g", group.Settings{Precedence: new(7)})
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("updated: %v (-want +got)\n%s", err, diff)
	}
	want.Description, want.RoleARN = new(""), new("arn:aws:iam::"+account+":role/other")
	if _, err = f.Update(ctx, poolID, "g", group.Settings{Description: want.Description, RoleARN: want.RoleARN}); err != nil {
		t.Fatal(err)
	}
	got, err = f.Get(ctx, poolID, "g")
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("stored: %v (-want +got)\n%s", err, diff)
	}

	wantError(t, f.Delete(ctx, poolID, "g"), "")
	_, err = f.Get(ctx, poolID, "g")
	wantError(t, err, noGroup)
	wantError(t, f.Delete(ctx, poolID, "g"), noGroup)
}

func TestRoleOfOthers(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(t, "g")
	for _, arn := range []string{"arn:aws:iam::999999999999:role/r", "arn:aws:iam", ""} {
		_, err := f.Create(ctx, poolID, "other", group.Settings{RoleARN: &arn})
		wantError(t, err, ip+"Cross-account pass role is not allowed.")
		_, err = f.Update(ctx, poolID, "g", group.Settings{RoleARN: &arn})
		wantError(t, err, ip+"Cross-account pass role is not allowed.")
	}
	_, err := f.Get(ctx, poolID, "other")
	wantError(t, err, noGroup)
}

func TestMembers(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(t, "b", "a")
	sub := f.user(t, "ann", 1)
	for range 2 { // idempotent
		wantError(t, f.Add(ctx, poolID, "a", "ann"), "")
	}
	wantError(t, f.Add(ctx, poolID, "b", "ANN"), "")
	wantError(t, f.Add(ctx, poolID, "b", string(sub)), "")
	if diff := cmp.Diff([]userpool.GroupName{"a", "b"}, f.of(t, string(sub))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for range 2 {
		wantError(t, f.Remove(ctx, poolID, "a", "ann"), "")
	}
	if diff := cmp.Diff([]userpool.GroupName{"b"}, f.of(t, "ann")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}

	// A deleted group has no members, nor has a new one of its name.
	wantError(t, f.Delete(ctx, poolID, "b"), "")
	f.create(t, "b")
	if got := f.of(t, "ann"); len(got) != 0 {
		t.Errorf("still in %v", got)
	}
}

func (f fixture) of(t *testing.T, username string) []userpool.GroupName {
	t.Helper()
	page, err := f.Of(ctx, poolID, username, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	var names []userpool.GroupName
	for _, g := range page.Groups {
		names = append(names, g.Name)
	}
	return names
}

func TestGroupsPerUser(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.user(t, "ann", 1)
	f.update(t, func(tx *store.Tx) error {
		for i := range group.MaxOfUser + 1 {
			name := userpool.GroupName(fmt.Sprintf("g%03d", i))
			if err := tx.InsertGroup(&userpool.Group{Pool: poolID, Name: name, Created: noon, Modified: noon}); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range group.MaxOfUser {
		wantError(t, f.Add(ctx, poolID, userpool.GroupName(fmt.Sprintf("g%03d", i)), "ann"), "")
	}
	wantError(t, f.Add(ctx, poolID, "g000", "ann"), "") // is in it
	wantError(t, f.Add(ctx, poolID, "g100", "ann"), ip+"A user can be in at most 100 groups.")
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(t, "g")
	f.user(t, "ann", 1)
	for _, tt := range []struct {
		pool  userpool.PoolID
		group userpool.GroupName
		user  string
		want  string
	}{
		{"us-east-1_none", "none", "nobody", noPool},
		{poolID, "none", "nobody", noUser}, // the user is looked for first
		{poolID, "none", "ann", noGroup},
	} {
		wantError(t, f.Add(ctx, tt.pool, tt.group, tt.user), tt.want)
		wantError(t, f.Remove(ctx, tt.pool, tt.group, tt.user), tt.want)
		if tt.want == noUser {
			_, err := f.Of(ctx, tt.pool, tt.user, 0, "")
			wantError(t, err, noUser)
			continue
		}
		_, err := f.Get(ctx, tt.pool, tt.group)
		wantError(t, err, tt.want)
		_, err = f.Update(ctx, tt.pool, tt.group, group.Settings{})
		wantError(t, err, tt.want)
		_, err = f.Members(ctx, tt.pool, tt.group, 0, "")
		wantError(t, err, tt.want)
		wantError(t, f.Delete(ctx, tt.pool, tt.group), tt.want)
	}
	_, err := f.Create(ctx, "us-east-1_none", "g", group.Settings{})
	wantError(t, err, noPool)
	_, err = f.List(ctx, "us-east-1_none", 0, "")
	wantError(t, err, noPool)
	_, err = f.Of(ctx, "us-east-1_none", "ann", 0, "")
	wantError(t, err, noPool)
}

// TestPages reads each list in pages of every size, with a row added before
// the place where the list goes on.
func TestPages(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.create(t, "g1", "g2", "g3", "g4", "g5")
	f.user(t, "ann", 0)
	for n := 1; n <= 5; n++ {
		f.user(t, fmt.Sprintf("u%d", n), n)
		wantError(t, f.Add(ctx, poolID, "g1", fmt.Sprintf("u%d", n)), "")
		wantError(t, f.Add(ctx, poolID, userpool.GroupName(fmt.Sprintf("g%d", n)), "ann"), "")
	}
	lists := map[string]struct {
		want []string
		page func(limit int, token string) ([]string, string, error)
	}{
		"groups": {[]string{"g1", "g2", "g3", "g4", "g5"}, func(limit int, token string) ([]string, string, error) {
			page, err := f.List(ctx, poolID, limit, token)
			return names(page.Groups), page.Next, err
		}},
		"groups of a user": {[]string{"g1", "g2", "g3", "g4", "g5"}, func(limit int, token string) ([]string, string, error) {
			page, err := f.Of(ctx, poolID, "ann", limit, token)
			return names(page.Groups), page.Next, err
		}},
		"members": {[]string{"ann", "u1", "u2", "u3", "u4", "u5"}, func(limit int, token string) ([]string, string, error) {
			page, err := f.Members(ctx, poolID, "g1", limit, token)
			var users []string
			for _, u := range page.Users {
				users = append(users, string(u.Username))
			}
			return users, page.Next, err
		}},
	}
	for name, list := range lists {
		for _, limit := range []int{0, 1, 2, 5, 6, 60} {
			var got []string
			for token, pages := "", 0; ; pages++ {
				page, next, err := list.page(limit, token)
				if err != nil || pages > 6 || limit > 0 && len(page) > limit {
					t.Fatalf("%s, page %d: %v", name, pages, err)
				}
				got = append(got, page...)
				if token = next; token == "" {
					break
				}
			}
			if diff := cmp.Diff(list.want, got); diff != "" {
				t.Errorf("%s by %d (-want +got)\n%s", name, limit, diff)
			}
		}
	}
	_, token, err := lists["groups"].page(2, "")
	if err != nil {
		t.Fatal(err)
	}
	f.create(t, "g0")
	if rest, _, _ := lists["groups"].page(0, token); !cmp.Equal(rest, []string{"g3", "g4", "g5"}) {
		t.Errorf("after an insert the list goes on with %v", rest)
	}
	for name, list := range lists {
		if name == "groups" {
			continue
		}
		_, _, err := list.page(2, token)
		wantError(t, err, ip+"Invalid pagination token given.")
	}
	_, _, err = lists["groups"].page(2, "nonsense")
	wantError(t, err, ip+"Invalid pagination token given.")
}

func names(groups []userpool.Group) []string {
	var out []string
	for _, g := range groups {
		out = append(out, string(g.Name))
	}
	return out
}

func TestGroupsPerPool(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("fills a pool with groups")
	}
	f := start(t)
	f.update(t, func(tx *store.Tx) error {
		for i := range group.MaxGroups - 1 {
			g := &userpool.Group{Pool: poolID, Name: userpool.GroupName(fmt.Sprint(i)), Created: noon, Modified: noon}
			if err := tx.InsertGroup(g); err != nil {
				return err
			}
		}
		return nil
	})
	f.create(t, "last")
	_, err := f.Create(ctx, poolID, "more", group.Settings{})
	wantError(t, err, "LimitExceededException: The user pool has reached its limit of 10000 groups.")
	_, err = f.Get(ctx, poolID, "more")
	wantError(t, err, noGroup)
}
