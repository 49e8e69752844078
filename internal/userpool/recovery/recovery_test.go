package recovery_test

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/recovery"
)

const (
	address     = "anna@example.com"
	fresh       = "N3w-Passw0rd"
	wrongCode   = "Invalid verification code provided, please try again."
	expiredCode = "Invalid code provided, please request a code again."
	nobody      = "Username/client id combination not found."
	exceeded    = "Attempt limit exceeded, please try after some time."
	noAddress   = "Cannot reset password for the user as there is no registered/verified email or phone_number"
	wrongState  = "User password cannot be reset in the current state."
)

type world struct {
	*pooltest.World
	*recovery.Service
}

func newWorld(t testing.TB, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	w, _ := interfered(t, change)
	return w
}

// interfered gives a world whose next write can be forestalled.
func interfered(t testing.TB, change func(*userpool.Pool, *userpool.Client)) (*world, *pooltest.Interfering[recovery.Store]) {
	t.Helper()
	w := pooltest.New(t, change)
	db := &pooltest.Interfering[recovery.Store]{Bound: store.Bind(w.DB, func(tx *store.Tx) recovery.Store { return tx })}
	return &world{w, recovery.New(recovery.Deps{
		DB: db, Registry: w.Registry, Passwords: w.Passwords, Mailer: w.Mailer, Hooks: w.Functions, Ghosts: w.Ghosts,
		Now: w.Now, Rand: rand.Reader,
	})}, db
}

func hidden(_ *userpool.Pool, c *userpool.Client) { c.HideUserExistence = new(true) }

func verified(u *userpool.User) {
	u.Attributes = userpool.Attributes{"email": address, "email_verified": "true"}
}

func (w *world) forgot(name string) (userpool.CodeDelivery, error) {
	return w.Forgot(context.Background(), recovery.ForgotRequest{Client: pooltest.ClientID, Username: name, Metadata: map[string]string{"m": "1"}})
}

func (w *world) confirm(name, code, password string) error {
	return w.Confirm(context.Background(), recovery.ConfirmRequest{Client: pooltest.ClientID, Username: name, Code: code, Password: password})
}

func (w *world) matches(name, password string) bool {
	return w.Passwords.Matches(context.Background(), w.Pool, w.User(name), password)
}

func TestForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.Lambda.PostConfirmation, p.Lambda.CustomMessage = "post", "message"
	})
	w.AddUser("anna", verified)
	sent, err := w.forgot("anna")
	w.Check(err)
	if want := (userpool.CodeDelivery{Destination: "a***@e***", Medium: userpool.MediumEmail, Attribute: "email"}); sent != want {
		t.Errorf("Forgot = %v, want %v", sent, want)
	}
	if w.User("anna").Status != userpool.Confirmed || !w.matches("anna", pooltest.Password) {
		t.Error("asking for a code already changes the user")
	}
	w.Check(w.confirm("anna", w.LastCode(address), fresh))
	if u := w.User("anna"); u.Status != userpool.Confirmed || !w.matches("anna", fresh) || w.matches("anna", pooltest.Password) {
		t.Errorf("after the reset: %+v", u)
	}
	if d := cmp.Diff([]string{"CustomMessage_ForgotPassword", "PostConfirmation_ConfirmForgotPassword"}, w.Functions.Calls()); d != "" {
		t.Error(d)
	}
	pooltest.Refused(t, w.confirm("anna", w.LastCode(address), fresh), userpool.ExpiredCode, expiredCode)
}

func TestForgotRefused(t *testing.T) {
	t.Parallel()
	adminOnly := func(p *userpool.Pool, _ *userpool.Client) {
		p.Recovery = []userpool.RecoveryMechanism{{Name: "admin_only", Priority: 1}}
	}
	tests := []struct {
		name   string
		change func(*userpool.Pool, *userpool.Client)
		user   func(*userpool.User)
		code   userpool.Code
		text   string
		mask   bool // hidden where existence is
	}{
		{"unknown", nil, nil, userpool.UserNotFound, nobody, true},
		{"disabled", nil, func(u *userpool.User) { verified(u); u.Enabled = false }, userpool.NotAuthorized, "User is disabled.", true},
		{"disabled, temporary password", nil, func(u *userpool.User) { u.Enabled, u.Status = false, userpool.ForceChangePassword },
			userpool.NotAuthorized, "User is disabled.", true},
		{"no address", nil, func(*userpool.User) {}, userpool.InvalidParameter, noAddress, true},
		{"unverified", nil, func(u *userpool.User) {
			u.Attributes = userpool.Attributes{"email": address, "email_verified": "false"}
		},
			userpool.InvalidParameter, noAddress, true},
		{"unconfirmed", nil, func(u *userpool.User) { u.Status = userpool.Unconfirmed }, userpool.InvalidParameter, noAddress, true},
		{"temporary password", nil, func(u *userpool.User) { verified(u); u.Status = userpool.ForceChangePassword }, userpool.NotAuthorized, wrongState, false},
		{"federated", nil, func(u *userpool.User) { verified(u); u.Status = userpool.ExternalProvider }, userpool.NotAuthorized, wrongState, false},
		{"administrators only", adminOnly, verified, userpool.NotAuthorized, "Contact administrator to reset password.", false},
	}
	for _, tt := range tests {
		for _, hide := range []bool{false, true} {
			name := tt.name
			if hide {
				name += ", hidden"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
					c.HideUserExistence = &hide
					if tt.change != nil {
						tt.change(p, c)
					}
				})
				if tt.user != nil {
					w.AddUser("anna", tt.user)
				}
				sent, err := w.forgot("anna")
				if hide && tt.mask {
					if err != nil || sent.Destination == "" {
						t.Errorf("Forgot = %v, %v", sent, err)
					}
				} else {
					pooltest.Refused(t, err, tt.code, tt.text)
				}
				if len(w.Messages()) > 0 {
					t.Error("a message was sent")
				}
			})
		}
	}
}

// Where existence is hidden, each answer for a name that nobody has is that
// for a user.
func TestHidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
		hidden(p, c)
		p.UsernameAttributes = []userpool.AttributeName{userpool.AttrEmail}
	})
	w.AddUser("4f8c", verified)
	names := []string{address, "adam@example.com"}
	for _, n := range names {
		pooltest.Refused(t, w.confirm(n, "123456", fresh), userpool.ExpiredCode, expiredCode)
		pooltest.Refused(t, w.confirm(n, "123456", "x"), userpool.InvalidPassword, "Password did not conform with policy: Password not long enough")
	}
	var sent [2]userpool.CodeDelivery
	for i, n := range names {
		var err error
		sent[i], err = w.forgot(n)
		w.Check(err)
	}
	if sent[0] != sent[1] {
		t.Errorf("known %v, unknown %v", sent[0], sent[1])
	}
	wrong := pooltest.WrongCode(w.LastCode(address))
	for range limit.ResetPerHour - 2 {
		for _, n := range names {
			pooltest.Refused(t, w.confirm(n, wrong, fresh), userpool.CodeMismatch, wrongCode)
		}
	}
	for _, n := range names {
		pooltest.Refused(t, w.confirm(n, wrong, fresh), userpool.LimitExceeded, exceeded)
		_, err := w.forgot(n)
		pooltest.Refused(t, err, userpool.LimitExceeded, exceeded)
	}
	w.Advance(time.Hour + time.Second)
	for _, n := range names {
		pooltest.Refused(t, w.confirm(n, wrong, fresh), userpool.ExpiredCode, expiredCode)
	}
}

func TestConfirmDisabled(t *testing.T) {
	t.Parallel()
	for hide, want := range map[bool]userpool.Code{true: userpool.ExpiredCode, false: userpool.NotAuthorized} {
		w := newWorld(t, func(_ *userpool.Pool, c *userpool.Client) { c.HideUserExistence = &hide })
		u := w.AddUser("anna", verified)
		_, err := w.forgot("anna")
		w.Check(err)
		w.Change(u.Sub, func(u *userpool.User) { u.Enabled = false })
		if err := w.confirm("anna", w.LastCode(address), fresh); userpool.CodeOf(err) != want {
			t.Errorf("hide %v: %v, want %s", hide, err, want)
		}
		if w.matches("anna", fresh) {
			t.Error("a disabled user set a password")
		}
	}
}

func TestConfirmRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Password.HistorySize = 2 })
	u := w.AddUser("anna", verified)
	pooltest.Refused(t, w.confirm("nobody", "123456", fresh), userpool.UserNotFound, nobody)
	pooltest.Refused(t, w.confirm("anna", "123456", fresh), userpool.ExpiredCode, expiredCode)
	_, err := w.forgot("anna")
	w.Check(err)
	code := w.LastCode(address)
	pooltest.Refused(t, w.confirm("anna", pooltest.WrongCode(code), "x"), userpool.InvalidPassword, "Password did not conform with policy: Password not long enough")
	pooltest.Refused(t, w.confirm("anna", pooltest.WrongCode(code), pooltest.Password), userpool.CodeMismatch, wrongCode)
	pooltest.Refused(t, w.confirm("anna", code, pooltest.Password), userpool.PasswordHistoryViolation, "Password has previously been used")
	w.Change(u.Sub, func(u *userpool.User) { u.Status = userpool.ForceChangePassword })
	pooltest.Refused(t, w.confirm("anna", code, fresh), userpool.NotAuthorized, wrongState)
	w.Change(u.Sub, func(u *userpool.User) { u.Status = userpool.Confirmed })
	w.Check(w.confirm("anna", code, fresh)) // none of the refusals used the code up
	_, err = w.forgot("anna")
	w.Check(err)
	w.Advance(time.Hour + time.Second)
	pooltest.Refused(t, w.confirm("anna", w.LastCode(address), "An0ther-one"), userpool.ExpiredCode, expiredCode)
}

func TestSupersededCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.AddUser("anna", verified)
	_, err := w.forgot("anna")
	w.Check(err)
	first := w.LastCode(address)
	_, err = w.forgot("anna")
	w.Check(err)
	if second := w.LastCode(address); second != first {
		pooltest.Refused(t, w.confirm("anna", first, fresh), userpool.CodeMismatch, wrongCode)
	}
	w.Check(w.confirm("anna", w.LastCode(address), fresh))
}

// Of many right answers at once one sets the password.
func TestConfirmRace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.AddUser("anna", verified)
	_, err := w.forgot("anna")
	w.Check(err)
	code := w.LastCode(address)
	var wg sync.WaitGroup
	won := make(chan bool, 8)
	for range cap(won) {
		wg.Go(func() {
			if err := w.confirm("anna", code, fresh); err == nil {
				won <- true
			} else if c := userpool.CodeOf(err); c != userpool.ExpiredCode {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Errorf("%d answers to one code won", len(won))
	}
}

func TestMigrated(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Lambda.UserMigration = "migrate" })
	_, err := w.forgot("anna")
	pooltest.Refused(t, err, userpool.UserNotFound, nobody)
	var told hook.Event
	w.Functions.MigrateUserFunc = func(e hook.Event, password *string) (hook.MigrationResult, error) {
		told = e
		if password != nil {
			t.Error("the function is given a password")
		}
		return hook.MigrationResult{Found: true, Attributes: userpool.Attributes{
			"email": address, "email_verified": "true", "username": "anna", "shoe_size": "39",
		}}, nil
	}
	_, err = w.forgot("anna")
	w.Check(err)
	if told.Source != hook.SourceForgotPassword || told.UserName != "anna" || told.Metadata["m"] != "1" {
		t.Errorf("the function was told %+v", told)
	}
	u := w.User("anna")
	if d := cmp.Diff(userpool.Attributes{"email": address, "email_verified": "true"}, u.Attributes); d != "" || u.Status != userpool.ResetRequired {
		t.Errorf("migrated: %s %s", u.Status, d)
	}
	w.Check(w.confirm("anna", w.LastCode(address), fresh))
	if w.User("anna").Status != userpool.Confirmed || !w.matches("anna", fresh) {
		t.Error("the migrated user has no password")
	}
	w.Functions.MigrateUserFunc = func(hook.Event, *string) (hook.MigrationResult, error) {
		return hook.MigrationResult{}, userpool.Errorf(userpool.UserLambdaValidation, "UserMigration failed with error no.")
	}
	_, err = w.forgot("bert")
	pooltest.Refused(t, err, userpool.UserLambdaValidation, "UserMigration failed with error no.")
}

func TestReset(t *testing.T) {
	t.Parallel()
	reset := func(w *world, name string) error { return w.Reset(context.Background(), pooltest.PoolID, name, nil) }
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Lambda.CustomMessage = "message" })
	u := w.AddUser("anna", verified)
	w.AddUser("bare", nil)
	w.Check(reset(w, "anna"))
	if w.User("anna").Status != userpool.ResetRequired {
		t.Error("the user need not reset its password")
	}
	if e := w.Functions.Last(); e.Client != hook.NoClient || e.Source != "ForgotPassword" {
		t.Errorf("CustomMessage was told %+v", e)
	}
	w.Check(w.confirm("anna", w.LastCode(address), fresh))
	pooltest.Refused(t, reset(w, "nobody"), userpool.UserNotFound, "User does not exist.")
	pooltest.Refused(t, reset(w, "bare"), userpool.InvalidParameter, noAddress)
	for _, status := range []userpool.UserStatus{userpool.Unconfirmed, userpool.ForceChangePassword, userpool.ExternalProvider} {
		w.Change(u.Sub, func(u *userpool.User) { u.Status = status })
		pooltest.Refused(t, reset(w, "anna"), userpool.NotAuthorized, wrongState)
	}
	w.Change(u.Sub, func(u *userpool.User) { u.Status = userpool.Confirmed })
	w.Functions.CustomMessageFunc = func(hook.MessageEvent) (hook.MessageResult, error) {
		return hook.MessageResult{}, userpool.Errorf(userpool.UserLambdaValidation, "CustomMessage failed with error no.")
	}
	pooltest.Refused(t, reset(w, "anna"), userpool.UserLambdaValidation, "CustomMessage failed with error no.")
	if w.User("anna").Status != userpool.ResetRequired {
		t.Error("a failing message undoes the reset")
	}
	w.Change(u.Sub, func(u *userpool.User) { u.Enabled = false })
	pooltest.Refused(t, reset(w, "anna"), userpool.NotAuthorized, "User is disabled")
}

// A confirmation that meets another change of the user starts over on the
// user as it is by then.
func TestConfirmForestalled(t *testing.T) {
	t.Parallel()
	w, db := interfered(t, nil)
	u := w.AddUser("anna", verified)
	_, err := w.forgot("anna")
	w.Check(err)
	db.Before = func() { w.Change(u.Sub, func(u *userpool.User) { u.Attributes["name"] = "Anna" }) }
	w.Check(w.confirm("anna", w.LastCode(address), fresh))
	if u := w.User("anna"); u.Attributes["name"] != "Anna" || !w.matches("anna", fresh) {
		t.Errorf("a change is lost: %+v", u)
	}
}

// A user who is deleted while the password is prepared is one that is not there.
func TestConfirmDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	w, db := interfered(t, nil)
	u := w.AddUser("anna", verified)
	_, err := w.forgot("anna")
	w.Check(err)
	code := w.LastCode(address)
	db.Before = func() {
		w.Update(func(tx *store.Tx) error {
			if err := tx.DeleteUser(u); err != nil {
				return err
			}
			return tx.PutCode(userpool.OneTimeCode{Pool: u.Pool, Sub: u.Sub, Purpose: userpool.CodeResetPassword, Value: code,
				Attribute: "email", Destination: address, Expires: w.Now().Add(time.Minute)})
		})
	}
	pooltest.Refused(t, w.confirm("anna", code, fresh), userpool.UserNotFound, nobody)
}

// A code that becomes the right one between look and write redeems nothing:
// no password was prepared for it.
func TestConfirmBeforeItsCode(t *testing.T) {
	t.Parallel()
	w, db := interfered(t, nil)
	u := w.AddUser("anna", verified)
	db.Before = func() {
		w.Update(func(tx *store.Tx) error {
			return tx.PutCode(userpool.OneTimeCode{Pool: u.Pool, Sub: u.Sub, Purpose: userpool.CodeResetPassword, Value: "123456",
				Attribute: "email", Destination: address, Expires: w.Now().Add(time.Minute)})
		})
	}
	pooltest.Refused(t, w.confirm("anna", "123456", fresh), userpool.CodeMismatch, wrongCode)
	w.Check(w.confirm("anna", "123456", fresh))
}

func TestResetForestalled(t *testing.T) {
	t.Parallel()
	w, db := interfered(t, nil)
	u := w.AddUser("anna", verified)
	db.Before = func() { w.Change(u.Sub, func(u *userpool.User) { u.Attributes["name"] = "Anna" }) }
	w.Check(w.Reset(context.Background(), pooltest.PoolID, "anna", nil))
	if u := w.User("anna"); u.Attributes["name"] != "Anna" || u.Status != userpool.ResetRequired {
		t.Errorf("a change is lost: %+v", u)
	}
}
