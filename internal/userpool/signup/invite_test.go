package signup_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/signup"
)

func invitation(name string, pairs ...string) signup.Invitation {
	return signup.Invitation{Pool: pooltest.PoolID, Username: name, Attributes: attrs(pairs...), Mediums: []userpool.Medium{userpool.MediumEmail}}
}

func (w *world) invite(r signup.Invitation) (*userpool.User, error) {
	return w.Invite(context.Background(), r)
}

func TestInvite(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Lambda.PreSignUp = "pre" })
	w.Functions.PreSignUpFunc = func(hook.Event) (hook.PreSignUpResult, error) {
		return hook.PreSignUpResult{AutoConfirm: true, AutoVerifyEmail: true}, nil
	}
	u, err := w.invite(invitation("anna", "email", address))
	w.Check(err)
	if d := cmp.Diff(userpool.Attributes{"email": address}, u.Attributes); d != "" {
		t.Errorf("the flag is not absent: %s", d)
	}
	stored := w.User("anna")
	if stored.Status != userpool.ForceChangePassword || u.Status != stored.Status || !stored.Enabled {
		t.Errorf("stored: %+v", stored)
	}
	password := w.LastCode(address)
	if !w.Passwords.Matches(context.Background(), w.Pool, stored, password) || w.Pool.Password.Check(password) != nil {
		t.Error("the password in the message is not the user's")
	}
	if left := stored.PasswordExpires.Sub(stored.Created); left < 7*24*time.Hour || left > 7*24*time.Hour+time.Second {
		t.Errorf("the temporary password lives for %v", left)
	}
	if m := w.Messages()[0]; m.Kind != userpool.MessageAdminCreateUser || !strings.Contains(m.Text, "username is anna and temporary password is "+password) {
		t.Errorf("message: %q", m.Text)
	}
	if e := w.Functions.Last(); e.Source != hook.SourceAdminCreateUser || e.Client != hook.NoClient {
		t.Errorf("PreSignUp was told %+v", e)
	}
}

func TestInviteRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*userpool.Pool, *userpool.Client)
		edit   func(*signup.Invitation)
		code   userpool.Code
		text   string
	}{
		{"pool", nil, func(r *signup.Invitation) { r.Pool = "us-east-1_nowhere00" }, userpool.ResourceNotFound, "User pool us-east-1_nowhere00 does not exist."},
		{"form", emailUsername, nil, userpool.InvalidParameter, "Username should be an email."},
		{"schema", nil, func(r *signup.Invitation) { r.Attributes = attrs("custom:x", "1") },
			userpool.InvalidParameter, "Attributes did not conform to the schema: Type for attribute {custom:x} could not be determined"},
		{"policy", nil, func(r *signup.Invitation) { r.Password = new("short") },
			userpool.InvalidPassword, "Password did not conform with policy: Password not long enough"},
		{"taken", nil, func(r *signup.Invitation) { r.Username = "taken" }, userpool.UsernameExists, "User account already exists"},
		{"alias taken", emailAlias, func(r *signup.Invitation) { r.Attributes = attrs("email", address, "email_verified", "true") },
			userpool.UsernameExists, "An account with the email already exists."},
		{"again, unknown", nil, func(r *signup.Invitation) { r.Action = signup.Resend }, userpool.UserNotFound, "User does not exist."},
		{"again, in use", nil, func(r *signup.Invitation) { r.Action = signup.Resend; r.Username = "taken" },
			userpool.UnsupportedUserState, "Resend not possible. taken status is not FORCE_CHANGE_PASSWORD"},
		{"no password and not complete", func(p *userpool.Pool, c *userpool.Client) {
			passwordless(p, c)
			for i := range p.Schema {
				p.Schema[i].Required = p.Schema[i].Required || p.Schema[i].Name == "name"
			}
		}, func(r *signup.Invitation) { r.Attributes = attrs("email", address) },
			userpool.InvalidParameter, "Attributes did not conform to the schema: name: The attribute is required"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
				p.Lambda.PreSignUp = "pre"
				if tt.change != nil {
					tt.change(p, c)
				}
			})
			w.AddUser("taken", func(u *userpool.User) {
				u.Attributes = userpool.Attributes{"email": address, "email_verified": "true"}
			})
			r := invitation("anna")
			if tt.edit != nil {
				tt.edit(&r)
			}
			_, err := w.invite(r)
			pooltest.Refused(t, err, tt.code, tt.text)
			if w.User("anna") != nil || len(w.Messages()) > 0 || len(w.Functions.Calls()) > 0 {
				t.Error("a refused AdminCreateUser wrote something or called a function")
			}
		})
	}
}

func TestInviteMediums(t *testing.T) {
	t.Parallel()
	sms, email := userpool.MediumSMS, userpool.MediumEmail
	both := []string{"email", address, "phone_number", "+14325559934"}
	tests := []struct {
		name    string
		action  signup.Action
		mediums []userpool.Medium
		attrs   []string
		want    []userpool.Medium
	}{
		{"SMS by default", "", nil, both, []userpool.Medium{sms}},
		{"by default, no phone", "", nil, both[:2], nil},
		{"e-mail", "", []userpool.Medium{email}, both, []userpool.Medium{email}},
		{"both", "", []userpool.Medium{sms, email}, both, []userpool.Medium{email, sms}},
		{"suppressed", signup.Suppress, []userpool.Medium{sms, email}, both, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			r := invitation("anna", tt.attrs...)
			r.Action, r.Mediums = tt.action, tt.mediums
			_, err := w.invite(r)
			w.Check(err)
			var got []userpool.Medium
			for _, m := range w.Messages() {
				got = append(got, m.Medium)
			}
			slices.Sort(got)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestInviteAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emailUsername)
	_, err := w.invite(invitation(address))
	w.Check(err)
	first, before := w.LastCode(address), w.User(address)
	w.Advance(8 * 24 * time.Hour)
	r := invitation(address)
	r.Action = signup.Resend
	u, err := w.invite(r)
	w.Check(err)
	second, after := w.LastCode(address), w.User(address)
	if first == second || w.Passwords.Matches(context.Background(), w.Pool, after, first) || !w.Passwords.Matches(context.Background(), w.Pool, after, second) {
		t.Error("the temporary password was not replaced")
	}
	if !after.PasswordExpires.After(before.PasswordExpires.Add(7*24*time.Hour)) || !after.Modified.After(before.Modified) || u.Sub != before.Sub {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if m := w.Messages()[1]; !strings.Contains(m.Text, "username is "+address) {
		t.Errorf("message names %q", m.Text)
	}
}

// An invitation that meets another change of the user starts over.
func TestInviteAgainForestalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	u, err := w.invite(invitation("anna", "email", address))
	w.Check(err)
	w.db.Before = func() { w.Change(u.Sub, func(u *userpool.User) { u.Attributes["email"] = "new@example.com" }) }
	r := invitation("anna")
	r.Action = signup.Resend
	_, err = w.invite(r)
	w.Check(err)
	if password := w.LastCode("new@example.com"); !w.Passwords.Matches(context.Background(), w.Pool, w.User("anna"), password) {
		t.Error("the password in the message is not the user's")
	}
}

// A name that is taken while the function runs is refused by the store.
func TestForestalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.db.Before = func() { w.AddUser("anna", nil) }
	_, err := w.SignUp(context.Background(), request("anna"))
	pooltest.Refused(t, err, userpool.UsernameExists, "User already exists")
	w.db.Before = func() { w.AddUser("bert", nil) }
	_, err = w.invite(invitation("bert"))
	pooltest.Refused(t, err, userpool.UsernameExists, "User account already exists")
}

func TestInviteForceAlias(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emailAlias)
	w.AddUser("owner", func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"email": address, "email_verified": "true"}
	})
	r := invitation("anna", "email", address, "email_verified", "true")
	r.ForceAlias = true
	_, err := w.invite(r)
	w.Check(err)
	if w.User(address).Username != "anna" || w.User("owner").Attributes.Verified("email") {
		t.Error("the alias has not moved")
	}
	r.Username = "owner"
	_, err = w.invite(r)
	pooltest.Refused(t, err, userpool.UsernameExists, "User account already exists")
}

func TestInviteWithoutPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t, passwordless)
	u, err := w.invite(invitation("anna", "email", address))
	w.Check(err)
	if u.Status != userpool.Confirmed || u.HasPassword() {
		t.Errorf("invited: %+v", u)
	}
	if m := w.Messages()[0]; strings.Contains(m.Text, "password") || m.Code != "" {
		t.Errorf("message: %q", m.Text)
	}
	u, err = w.invite(invitation("bert"))
	w.Check(err)
	if u.Status != userpool.ForceChangePassword || !u.HasPassword() {
		t.Errorf("nobody can reach this user with a code: %+v", u)
	}
}

func TestInviteFunctions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, functionsPool)
	r := invitation("anna", "email", address)
	r.Metadata, r.Validation = map[string]string{"m": "1"}, map[string]string{"v": "1"}
	_, err := w.invite(r)
	w.Check(err)
	r.Action = signup.Resend
	_, err = w.invite(r)
	w.Check(err)
	want := []string{"PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser", "CustomMessage_AdminCreateUser"}
	if d := cmp.Diff(want, w.Functions.Calls()); d != "" {
		t.Error(d)
	}
	w.Functions.PreSignUpFunc = func(hook.Event) (hook.PreSignUpResult, error) {
		return hook.PreSignUpResult{}, userpool.Errorf(userpool.UserLambdaValidation, "PreSignUp failed with error no.")
	}
	_, err = w.invite(invitation("bert"))
	pooltest.Refused(t, err, userpool.UserLambdaValidation, "PreSignUp failed with error no.")
	if w.User("bert") != nil {
		t.Error("the function refused, and the user is there")
	}
}
