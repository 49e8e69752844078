package directory_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/directory"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

const (
	address = "anna@example.com"
	other   = "other@example.com"
	fresh   = "N3w-Passw0rd"
)

var ctx = context.Background()

type world struct {
	*pooltest.World
	*directory.Service
}

func newWorld(t testing.TB, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	w, _ := interfered(t, change)
	return w
}

// interfered gives a world whose next write can be forestalled.
func interfered(t testing.TB, change func(*userpool.Pool, *userpool.Client)) (*world, *pooltest.Interfering[directory.Store]) {
	t.Helper()
	w := pooltest.New(t, change)
	db := &pooltest.Interfering[directory.Store]{Bound: store.Bind(w.DB, func(tx *store.Tx) directory.Store { return tx })}
	return &world{w, directory.New(directory.Deps{
		DB: db, Registry: w.Registry, Passwords: w.Passwords, Mailer: w.Mailer, Now: w.Now, Rand: rand.Reader,
	})}, db
}

func verified(u *userpool.User) {
	u.Attributes = userpool.Attributes{"email": address, "email_verified": "true", "name": "Anna"}
}

func (w *world) update(name string, pairs ...string) error {
	r := directory.Update{Pool: pooltest.PoolID, Username: name}
	for i := 0; i < len(pairs); i += 2 {
		r.Attributes = append(r.Attributes, account.Given{Name: userpool.AttributeName(pairs[i]), Value: &pairs[i+1]})
	}
	return w.UpdateAttributes(ctx, r)
}

// Each operation looks for the pool and then for the user, by username, sub
// or alias.
func TestLookup(t *testing.T) {
	t.Parallel()
	operations := map[string]func(*world, userpool.PoolID, string) error{
		"AdminGetUser": func(w *world, p userpool.PoolID, n string) error { _, err := w.Get(ctx, p, n); return err },
		"AdminUpdateUserAttributes": func(w *world, p userpool.PoolID, n string) error {
			return w.UpdateAttributes(ctx, directory.Update{Pool: p, Username: n})
		},
		"AdminDeleteUserAttributes": func(w *world, p userpool.PoolID, n string) error { return w.DeleteAttributes(ctx, p, n, nil) },
		"AdminSetUserPassword":      func(w *world, p userpool.PoolID, n string) error { return w.SetPassword(ctx, p, n, fresh, true) },
		"AdminEnableUser":           func(w *world, p userpool.PoolID, n string) error { return w.Enable(ctx, p, n) },
		"AdminDisableUser":          func(w *world, p userpool.PoolID, n string) error { return w.Disable(ctx, p, n) },
		"AdminUserGlobalSignOut":    func(w *world, p userpool.PoolID, n string) error { return w.SignOut(ctx, p, n) },
		"AdminSetUserSettings":      func(w *world, p userpool.PoolID, n string) error { return w.SetSettings(ctx, p, n, nil) },
		"AdminDeleteUser":           func(w *world, p userpool.PoolID, n string) error { return w.Delete(ctx, p, n) },
	}
	for name, run := range operations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.AliasAttributes = []userpool.AttributeName{"email"} })
			pooltest.Refused(t, run(w, "us-east-1_nowhere00", "anna"), userpool.ResourceNotFound, "User pool us-east-1_nowhere00 does not exist.")
			pooltest.Refused(t, run(w, pooltest.PoolID, "anna"), userpool.UserNotFound, "User does not exist.")
			for i, by := range []string{"anna", address, "0aa4d4c2-0000-0000-0000-000000000000"} {
				w.AddUser("anna", func(u *userpool.User) { verified(u); u.Sub = "0aa4d4c2-0000-0000-0000-000000000000" })
				if err := run(w, pooltest.PoolID, by); err != nil {
					t.Errorf("by %s: %v", by, err)
				}
				if u := w.User("anna"); (u == nil) != (name == "AdminDeleteUser") {
					t.Errorf("%d: afterwards %v", i, u)
				} else if u != nil {
					w.Update(func(tx *store.Tx) error { return tx.DeleteUser(u) })
				}
			}
		})
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.AliasAttributes = []userpool.AttributeName{"email", "preferred_username"}
		p.Lambda.CustomMessage = "message"
		p.Schema = append(p.Schema, userpool.SchemaAttribute{Name: "dev:custom:note", Type: userpool.TypeString, Mutable: true})
	})
	anna := w.AddUser("anna", verified)
	w.Check(w.update("anna", "dev:custom:note", "n", "name", ""))
	if d := cmp.Diff(userpool.Attributes{"email": address, "email_verified": "true", "dev:custom:note": "n"}, w.User("anna").Attributes); d != "" {
		t.Error(d)
	}
	w.Check(w.update("anna", "email", other, "email_verified", "true"))
	if w.User(other) == nil || w.User(address) != nil || len(w.Messages()) > 0 {
		t.Error("an address that is marked as verified is not in force at once")
	}
	w.Check(w.update("anna", "email", address))
	if u := w.User("anna"); u.Attributes["email_verified"] != "false" || w.User(address) != nil || w.LastCode(address) == "" {
		t.Errorf("an address that is not marked: %v", u.Attributes)
	}
	if e := w.Functions.Last(); e.Client != hook.NoClient || e.Source != "UpdateUserAttribute" {
		t.Errorf("CustomMessage was told %+v", e)
	}
	w.AddUser("owner", func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"email": other, "email_verified": "true", "preferred_username": "boss"}
	})
	pooltest.Refused(t, w.update("anna", "email", other, "email_verified", "true"), userpool.AliasExists, "An account with the email already exists.")
	pooltest.Refused(t, w.update("anna", "preferred_username", "boss"), userpool.AliasExists, "An account with the preferred_username already exists.")
	pooltest.Refused(t, w.update("anna", "username", "x"), userpool.InvalidParameter, "user.username: Attribute does not exist in the schema.\n")
	pooltest.Refused(t, w.update("anna", "sub", "x"), userpool.InvalidParameter, "user.sub: Attribute cannot be updated.\n")
	w.Check(w.update("anna", "preferred_username", "anni"))
	if w.User("anni") == nil {
		t.Error("the preferred username is no alias")
	}
	w.Change(anna.Sub, func(u *userpool.User) { u.Status = userpool.Unconfirmed })
	pooltest.Refused(t, w.update("anna", "preferred_username", "ann"), userpool.InvalidParameter,
		"Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.")
}

func TestDeleteAttributes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.AliasAttributes = []userpool.AttributeName{"email"} })
	w.AddUser("anna", verified)
	pooltest.Refused(t, w.DeleteAttributes(ctx, pooltest.PoolID, "anna", []userpool.AttributeName{"sub"}),
		userpool.InvalidParameter, "Invalid user attributes: sub: Required attribute cannot be deleted.")
	w.Check(w.DeleteAttributes(ctx, pooltest.PoolID, "anna", []userpool.AttributeName{"email", "nickname"}))
	if d := cmp.Diff(userpool.Attributes{"name": "Anna"}, w.User("anna").Attributes); d != "" || w.User(address) != nil {
		t.Errorf("the address is still there: %s", d)
	}
}

func TestSetPassword(t *testing.T) {
	t.Parallel()
	for _, status := range []userpool.UserStatus{userpool.Unconfirmed, userpool.Confirmed, userpool.ResetRequired, userpool.ForceChangePassword, userpool.ExternalProvider} {
		for permanent, want := range map[bool]userpool.UserStatus{true: userpool.Confirmed, false: userpool.ForceChangePassword} {
			t.Run(fmt.Sprint(status, permanent), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Password.TemporaryValidityDays = 2 })
				access, _ := w.SignIn(w.AddUser("anna", func(u *userpool.User) { u.Status = status }))
				w.Check(w.SetPassword(ctx, pooltest.PoolID, "anna", fresh, permanent))
				u := w.User("anna")
				if u.Status != want || !w.Passwords.Matches(ctx, w.Pool, u, fresh) {
					t.Errorf("afterwards %s", u.Status)
				}
				if permanent != u.PasswordExpires.IsZero() || !permanent && u.PasswordExpires.Sub(u.Modified) != 48*time.Hour {
					t.Errorf("the password expires %v", u.PasswordExpires)
				}
				if _, err := w.Tokens.Verify(ctx, access); err != nil {
					t.Errorf("the user was signed out: %v", err)
				}
			})
		}
	}
}

func TestSetPasswordRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Password.HistorySize = 2 })
	w.AddUser("anna", nil)
	set := func(password string) error { return w.SetPassword(ctx, pooltest.PoolID, "anna", password, true) }
	pooltest.Refused(t, set("x"), userpool.InvalidPassword, "Password did not conform with policy: Password not long enough")
	pooltest.Refused(t, set(pooltest.Password), userpool.PasswordHistoryViolation, "Password has previously been used")
	w.Check(set(fresh))
	pooltest.Refused(t, set(pooltest.Password), userpool.PasswordHistoryViolation, "Password has previously been used")
	w.Check(set("An0ther-one"))
	w.Check(set(pooltest.Password)) // two newer ones lie in between
}

func TestDisable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	access, _ := w.SignIn(w.AddUser("anna", nil))
	for range 2 {
		w.Check(w.Disable(ctx, pooltest.PoolID, "anna"))
	}
	if u := w.User("anna"); u.Enabled || u.Status != userpool.Confirmed || u.TokenEpoch != 1 {
		t.Errorf("disabled: %+v", u)
	}
	for range 2 {
		w.Check(w.Enable(ctx, pooltest.PoolID, "anna"))
	}
	if u := w.User("anna"); !u.Enabled {
		t.Error("still disabled")
	}
	_, err := w.Tokens.Verify(ctx, access)
	pooltest.Refused(t, err, userpool.NotAuthorized, "Access Token has been revoked")
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	access, _ := w.SignIn(w.AddUser("anna", nil))
	w.Check(w.SignOut(ctx, pooltest.PoolID, "anna"))
	w.Check(w.SignOut(ctx, pooltest.PoolID, "anna"))
	_, err := w.Tokens.Verify(ctx, access)
	pooltest.Refused(t, err, userpool.NotAuthorized, "Access Token has been revoked")
}

func usernames(users []*userpool.User) []string {
	var out []string
	for _, u := range users {
		out = append(out, string(u.Username))
	}
	return out
}

func TestList(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	add := func(name, email, given string, status userpool.UserStatus, enabled bool) {
		w.AddUser(name, func(u *userpool.User) {
			u.Attributes = userpool.Attributes{"email": email, "given_name": given}
			u.Status, u.Enabled = status, enabled
		})
	}
	add("anna", "Zoe@example.com", "Anna", userpool.Confirmed, true)
	add("Bert", "bert@example.com", "ANNABEL", userpool.Unconfirmed, true)
	add("carl", "carl@example.com", "Carl", userpool.Confirmed, false)
	tests := []struct {
		filter string
		want   []string
	}{
		{"", []string{"Bert", "anna", "carl"}}, // by sub
		{`username = "anna"`, []string{"anna"}},
		{`username = "Anna"`, nil},
		{`username ^= "B"`, []string{"Bert"}},
		{`given_name ^= "anna"`, []string{"anna", "Bert"}},
		{`given_name = "anna"`, []string{"anna"}},
		{`"email"="ZOE@EXAMPLE.COM"`, []string{"anna"}},
		{`email ^= ""`, []string{"Bert", "carl", "anna"}},
		{`cognito:user_status = "CONFIRMED"`, []string{"anna", "carl"}},
		{`cognito:user_status ^= "unc"`, []string{"Bert"}},
		{`status = "Disabled"`, []string{"carl"}},
		{`status = "Enabled"`, []string{"Bert", "anna"}},
		{`sub = "sub-of-anna"`, []string{"anna"}},
		{`sub ^= "sub-of-"`, []string{"Bert", "anna", "carl"}},
		{`phone_number = "+1"`, nil},
		{`family_name ^= "x"`, nil},
		{`preferred_username = "x"`, nil},
		{`name = "x"`, nil},
	}
	for _, tt := range tests {
		page, err := w.List(ctx, directory.Listing{Pool: pooltest.PoolID, Filter: tt.filter})
		if err != nil {
			t.Errorf("%s: %v", tt.filter, err)
			continue
		}
		if d := cmp.Diff(tt.want, usernames(page.Users)); d != "" || page.Next != "" {
			t.Errorf("%s: next %q %s", tt.filter, page.Next, d)
		}
	}
}

func TestListRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	tests := []struct {
		list directory.Listing
		code userpool.Code
		text string
	}{
		{directory.Listing{Pool: "us-east-1_nowhere00", Filter: "x"}, userpool.ResourceNotFound, "User pool us-east-1_nowhere00 does not exist."},
		{directory.Listing{Pool: pooltest.PoolID, Filter: "email"}, userpool.InvalidParameter, "Error while parsing filter"},
		{directory.Listing{Pool: pooltest.PoolID, Filter: `email = "a" and name = "b"`}, userpool.InvalidParameter, "Error while parsing filter"},
		{directory.Listing{Pool: pooltest.PoolID, Filter: `custom:x = "a"`}, userpool.InvalidParameter, "Input fails to satisfy the constraints."},
		{directory.Listing{Pool: pooltest.PoolID, Filter: `nickname = "a"`}, userpool.InvalidParameter, "Input fails to satisfy the constraints."},
		{directory.Listing{Pool: pooltest.PoolID, Attributes: []userpool.AttributeName{"custom:x"}}, userpool.InvalidParameter, "Invalid attribute name: custom:x"},
		{directory.Listing{Pool: pooltest.PoolID, Token: "forged"}, userpool.InvalidParameter, "Invalid pagination token given."},
	}
	for _, tt := range tests {
		_, err := w.List(ctx, tt.list)
		pooltest.Refused(t, err, tt.code, tt.text)
	}
}

// Pages join to the whole list, also while users come and go, and their tokens
// are good for their own listing only.
func TestListPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	cred := w.AddUser("user-00", func(u *userpool.User) { u.Attributes["given_name"] = "same" }).Password
	var want []string
	for i := range 25 {
		name := fmt.Sprintf("user-%02d", i)
		want = append(want, name)
		if i > 0 {
			now := w.Now()
			u := &userpool.User{Pool: pooltest.PoolID, Sub: userpool.Sub("sub-of-" + name), Username: userpool.Username(name), Status: userpool.Confirmed,
				Enabled: true, Created: now, Modified: now, Password: cred, Attributes: userpool.Attributes{"given_name": "same"}}
			w.Update(func(tx *store.Tx) error { return tx.InsertUser(u, w.Pool.Names(u)) })
		}
	}
	for i, filter := range []string{"", `given_name = "SAME"`, `given_name ^= "s"`, `username ^= "user"`} {
		var got []string
		l := directory.Listing{Pool: pooltest.PoolID, Filter: filter, Limit: 10}
		for n := 0; ; n++ {
			page, err := w.List(ctx, l)
			w.Check(err)
			if len(page.Users) > 10 {
				t.Fatalf("%s: page of %d", filter, len(page.Users))
			}
			got = append(got, usernames(page.Users)...)
			if l.Token = page.Next; l.Token == "" {
				break
			}
			if n == 0 { // behind where the page ended
				w.AddUser(fmt.Sprint("aaa", i), func(u *userpool.User) {
					u.Sub, u.Attributes["given_name"] = userpool.Sub(fmt.Sprint("aaa", i)), "aaa"
				})
				_, err = w.List(ctx, directory.Listing{Pool: pooltest.PoolID, Filter: `name ^= "s"`, Token: page.Next})
				pooltest.Refused(t, err, userpool.InvalidParameter, "Invalid pagination token given.")
				_, err = w.List(ctx, directory.Listing{Pool: pooltest.PoolID, Filter: filter, Attributes: []userpool.AttributeName{"name"}, Token: page.Next})
				pooltest.Refused(t, err, userpool.InvalidParameter, "Invalid pagination token given.")
			}
		}
		got = slices.DeleteFunc(got, func(n string) bool { return n[0] == 'a' })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", filter, d)
		}
	}
}

func TestListShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.AddUser("anna", verified)
	w.AddUser("bare", nil)
	page, err := w.List(ctx, directory.Listing{Pool: pooltest.PoolID, Attributes: []userpool.AttributeName{"email"}})
	w.Check(err)
	if len(page.Users) != 2 {
		t.Errorf("a user without the attribute is not listed: %v", usernames(page.Users))
	}
	if d := cmp.Diff([]account.Attribute{{Name: "email", Value: address}}, account.View(page.Users[0], page.Shows)); d != "" {
		t.Error(d)
	}
}

func TestCSVHeader(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.Schema = append(p.Schema, userpool.SchemaAttribute{Name: "dev:custom:note"}, userpool.SchemaAttribute{Name: "custom:team"})
	})
	got, err := w.CSVHeader(ctx, pooltest.PoolID)
	w.Check(err)
	want := []string{"updated_at", "custom:team", "cognito:mfa_enabled", "cognito:username", "password_hash"}
	if len(got) != 23 || got[0] != "name" || !cmp.Equal(got[18:], want) {
		t.Errorf("header: %v", got)
	}
}

// Administrators who change one user at once lose nothing.
func TestUpdateRace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.AddUser("anna", verified)
	var wg sync.WaitGroup
	for _, n := range []string{"nickname", "given_name", "family_name", "middle_name"} {
		wg.Go(func() {
			if err := w.update("anna", n, "x"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if u := w.User("anna"); len(u.Attributes) != 7 {
		t.Errorf("a change is lost: %v", u.Attributes)
	}
}

// A change that meets another one starts over on the user as it is by then.
func TestForestalled(t *testing.T) {
	t.Parallel()
	w, db := interfered(t, nil)
	u := w.AddUser("anna", verified)
	nickname := func() { w.Change(u.Sub, func(u *userpool.User) { u.Attributes["nickname"] += "x" }) }
	db.Before = nickname
	w.Check(w.update("anna", "name", "B"))
	db.Before = nickname
	w.Check(w.SetPassword(ctx, pooltest.PoolID, "anna", fresh, true))
	if u := w.User("anna"); u.Attributes["nickname"] != "xx" || u.Attributes["name"] != "B" || !w.Passwords.Matches(ctx, w.Pool, u, fresh) {
		t.Errorf("a change is lost: %+v", u)
	}
	db.Before = func() { w.Check(w.Delete(ctx, pooltest.PoolID, "anna")) }
	pooltest.Refused(t, w.update("anna", "name", "C"), userpool.UserNotFound, "User does not exist.")
}
