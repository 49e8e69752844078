package profile_test

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/profile"
)

const (
	address     = "anna@example.com"
	other       = "other@example.com"
	fresh       = "N3w-Passw0rd"
	wrongCode   = "Invalid verification code provided, please try again."
	expiredCode = "Invalid code provided, please request a code again."
	exceeded    = "Attempt limit exceeded, please try after some time."
)

type world struct {
	*pooltest.World
	*profile.Service
}

func newWorld(t testing.TB, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	w, _ := interfered(t, change)
	return w
}

// interfered gives a world whose next write can be forestalled.
func interfered(t testing.TB, change func(*userpool.Pool, *userpool.Client)) (*world, *pooltest.Interfering[profile.Store]) {
	t.Helper()
	w := pooltest.New(t, change)
	db := &pooltest.Interfering[profile.Store]{Bound: store.Bind(w.DB, func(tx *store.Tx) profile.Store { return tx })}
	return &world{w, profile.New(profile.Deps{
		DB: db, Registry: w.Registry, Tokens: w.Tokens, Passwords: w.Passwords, Mailer: w.Mailer, Now: w.Now, Rand: rand.Reader,
	})}, db
}

func verified(u *userpool.User) {
	u.Attributes = userpool.Attributes{"email": address, "email_verified": "true", "name": "Anna"}
}

// signIn adds a user and gives its access token.
func (w *world) signIn(name string, change func(*userpool.User)) string {
	w.T.Helper()
	access, _ := w.SignIn(w.AddUser(name, change))
	return access
}

func (w *world) update(token string, pairs ...string) ([]userpool.CodeDelivery, error) {
	r := profile.UpdateRequest{Token: token}
	for i := 0; i < len(pairs); i += 2 {
		r.Attributes = append(r.Attributes, account.Given{Name: userpool.AttributeName(pairs[i]), Value: &pairs[i+1]})
	}
	return w.UpdateAttributes(context.Background(), r)
}

func (w *world) matches(name, password string) bool {
	return w.Passwords.Matches(context.Background(), w.Pool, w.User(name), password)
}

func TestGet(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
		p.Schema = append(p.Schema, userpool.SchemaAttribute{Name: "dev:custom:note", Type: userpool.TypeString, Mutable: true})
		c.Read = []userpool.AttributeName{"email", "dev:custom:note"}
	})
	token := w.signIn("anna", func(u *userpool.User) { verified(u); u.Attributes["dev:custom:note"] = "secret" })
	u, attrs, err := w.Get(context.Background(), token)
	w.Check(err)
	if d := cmp.Diff([]account.Attribute{{Name: "sub", Value: "sub-of-anna"}, {Name: "email", Value: address}}, attrs); d != "" || u.Username != "anna" {
		t.Error(d)
	}
}

// Each operation refuses a token that is no good, and an owner who has since
// lost the right to it.
func TestTokens(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	operations := map[string]func(*world, string) error{
		"GetUser":              func(w *world, tok string) error { _, _, err := w.Get(ctx, tok); return err },
		"UpdateUserAttributes": func(w *world, tok string) error { _, err := w.update(tok, "name", "B"); return err },
		"DeleteUserAttributes": func(w *world, tok string) error { return w.DeleteAttributes(ctx, tok, nil) },
		"GetUserAttributeVerificationCode": func(w *world, tok string) error {
			_, err := w.SendCode(ctx, tok, "email", nil)
			return err
		},
		"VerifyUserAttribute": func(w *world, tok string) error { return w.Verify(ctx, tok, "email", "123456") },
		"ChangePassword":      func(w *world, tok string) error { return w.ChangePassword(ctx, tok, nil, fresh) },
		"GlobalSignOut":       func(w *world, tok string) error { return w.SignOutEverywhere(ctx, tok) },
		"DeleteUser":          func(w *world, tok string) error { return w.Delete(ctx, tok) },
		"SetUserSettings":     func(w *world, tok string) error { return w.SetSettings(ctx, tok, nil) },
	}
	owner := func(change func(*userpool.User)) func(*world, string) {
		return func(w *world, _ string) { w.Change("sub-of-anna", change) }
	}
	tests := []struct {
		name string
		do   func(w *world, token string)
		code userpool.Code
		text string
	}{
		{"expired", func(w *world, _ string) { w.Advance(time.Hour) }, userpool.NotAuthorized, "Access Token has expired"},
		{"signed out", owner(func(u *userpool.User) { account.SignOut(u, u.Modified) }), userpool.NotAuthorized, "Access Token has been revoked"},
		{"disabled", owner(func(u *userpool.User) { u.Enabled = false }), userpool.NotAuthorized, "User is disabled."},
		{"to be reset", owner(func(u *userpool.User) { u.Status = userpool.ResetRequired }), userpool.PasswordResetRequired, "Password reset required for the user"},
		{"unconfirmed", owner(func(u *userpool.User) { u.Status = userpool.Unconfirmed }), userpool.UserNotConfirmed, "User is not confirmed."},
		{"deleted", func(w *world, tok string) { w.Check(w.Delete(ctx, tok)) }, userpool.UserNotFound, "User does not exist."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			token := w.signIn("anna", verified)
			tt.do(w, token)
			for name, run := range operations {
				code, text := tt.code, tt.text
				if name == "GlobalSignOut" && code == userpool.UserNotFound { // which it does not declare
					code, text = userpool.NotAuthorized, "Access Token has been revoked"
				}
				t.Run(name, func(t *testing.T) { pooltest.Refused(t, run(w, token), code, text) })
			}
		})
	}
	w := newWorld(t, nil)
	for name, run := range operations {
		t.Run("malformed/"+name, func(t *testing.T) {
			pooltest.Refused(t, run(w, "a.b.c"), userpool.NotAuthorized, "Invalid Access Token")
		})
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.AutoVerified = []userpool.AttributeName{"email", "phone_number"}
		p.Lambda.CustomMessage = "message"
	})
	token := w.signIn("anna", verified)
	sent, err := w.update(token, "email", other, "phone_number", "+14325559934", "name", "")
	w.Check(err)
	want := []userpool.CodeDelivery{
		{Destination: "+*******9934", Medium: userpool.MediumSMS, Attribute: "phone_number"},
		{Destination: "o***@e***", Medium: userpool.MediumEmail, Attribute: "email"},
	}
	if d := cmp.Diff(want, sent); d != "" {
		t.Error(d)
	}
	u := w.User("anna")
	if d := cmp.Diff(userpool.Attributes{"email": other, "email_verified": "false", "phone_number": "+14325559934", "phone_number_verified": "false"}, u.Attributes); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"CustomMessage_UpdateUserAttribute", "CustomMessage_UpdateUserAttribute"}, w.Functions.Calls()); d != "" {
		t.Error(d)
	}
	if !u.Modified.After(u.Created) {
		t.Error("the user looks unchanged")
	}
	w.Check(w.Verify(context.Background(), token, "email", w.LastCode(other)))
	if !w.User("anna").Attributes.Verified("email") {
		t.Error("the address is not verified")
	}
	sent, err = w.update(token, "name", "B")
	w.Check(err)
	if sent != nil {
		t.Errorf("a code for a name: %v", sent)
	}
}

func TestUpdateRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
		p.AliasAttributes = []userpool.AttributeName{"email", "preferred_username"}
		p.Schema = append(p.Schema, userpool.SchemaAttribute{Name: "custom:fixed", Type: userpool.TypeString})
		c.Write = []userpool.AttributeName{"email", "name", "custom:fixed", "custom:gone", "preferred_username"}
	})
	token := w.signIn("anna", verified)
	w.AddUser("owner", func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"email": other, "email_verified": "true", "preferred_username": "boss"}
	})
	before := w.User("anna")
	tests := []struct {
		name, value string
		code        userpool.Code
		text        string
	}{
		{"phonenumber", "+1", userpool.NotAuthorized, "A client attempted to write unauthorized attribute"},
		{"email_verified", "true", userpool.NotAuthorized, "A client attempted to write unauthorized attribute"},
		{"nickname", "x", userpool.NotAuthorized, "A client attempted to write unauthorized attribute"},
		{"custom:gone", "x", userpool.InvalidParameter, "user.custom:gone: Attribute does not exist in the schema.\n"},
		{"custom:fixed", "x", userpool.InvalidParameter, "user.custom:fixed: Attribute cannot be updated.\n"},
		{"email", "x", userpool.InvalidParameter, "Invalid email address format."},
		{"preferred_username", "boss", userpool.AliasExists, "An account with the preferred_username already exists."},
	}
	for _, tt := range tests {
		_, err := w.update(token, tt.name, tt.value)
		pooltest.Refused(t, err, tt.code, tt.text)
	}
	if d := cmp.Diff(before, w.User("anna")); d != "" || len(w.Messages()) > 0 {
		t.Errorf("a refused update wrote something: %s", d)
	}
	// An unverified address takes nothing away, so it may be set; its proof is refused.
	_, err := w.update(token, "email", other)
	w.Check(err)
	pooltest.Refused(t, w.Verify(context.Background(), token, "email", w.LastCode(other)), userpool.AliasExists, "An account with the email already exists.")
	if w.User(other).Username != "owner" {
		t.Error("the alias has moved")
	}
}

// While a change waits for its code the old address stays in force.
func TestHeldUpdate(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.UsernameAttributes = []userpool.AttributeName{"email"}
		p.VerifyBeforeUpdate = []userpool.AttributeName{"email"}
	})
	token := w.signIn("anna", verified)
	w.AddUser("owner", func(u *userpool.User) { u.Attributes = userpool.Attributes{"email": "taken@example.com"} })
	_, err := w.update(token, "email", "taken@example.com")
	pooltest.Refused(t, err, userpool.AliasExists, "An account with the given email already exists.")
	sent, err := w.update(token, "email", other)
	w.Check(err)
	if len(sent) != 1 || sent[0].Destination != "o***@e***" {
		t.Errorf("sent %v", sent)
	}
	if u := w.User(address); u == nil || !u.Attributes.Verified("email") || w.User(other) != nil {
		t.Errorf("while the change waits: %+v", u)
	}
	again, err := w.SendCode(ctx, token, "email", nil)
	w.Check(err)
	if again != sent[0] {
		t.Errorf("another code goes to %v", again)
	}
	w.Check(w.Verify(ctx, token, "email", w.LastCode(other)))
	if u := w.User(other); u == nil || !u.Attributes.Verified("email") || w.User(address) != nil {
		t.Errorf("after the proof: %+v", u)
	}
}

func TestDeleteAttributes(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.AliasAttributes = []userpool.AttributeName{"email"}
		for i := range p.Schema {
			p.Schema[i].Required = p.Schema[i].Required || p.Schema[i].Name == "name"
		}
	})
	token := w.signIn("anna", verified)
	pooltest.Refused(t, w.DeleteAttributes(ctx, token, []userpool.AttributeName{"custom:x"}), userpool.NotAuthorized, "A client attempted to write unauthorized attribute")
	pooltest.Refused(t, w.DeleteAttributes(ctx, token, []userpool.AttributeName{"email", "name"}), userpool.InvalidParameter, "Invalid user attributes: name: Required attribute cannot be deleted.")
	w.Check(w.DeleteAttributes(ctx, token, []userpool.AttributeName{"email", "nickname"}))
	if d := cmp.Diff(userpool.Attributes{"name": "Anna"}, w.User("anna").Attributes); d != "" || w.User(address) != nil {
		t.Errorf("the address is still there: %s", d)
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Lambda.CustomMessage = "message" })
	token := w.signIn("anna", func(u *userpool.User) { u.Attributes = userpool.Attributes{"email": address} })
	const badName = "Invalid attribute name. Only phone_number and email can be verified."
	_, err := w.SendCode(ctx, token, "name", nil)
	pooltest.Refused(t, err, userpool.InvalidParameter, badName)
	pooltest.Refused(t, w.Verify(ctx, token, "name", "123456"), userpool.InvalidParameter, badName)
	_, err = w.SendCode(ctx, token, "phone_number", nil)
	pooltest.Refused(t, err, userpool.InvalidParameter, "The user has no phone_number to verify.")
	pooltest.Refused(t, w.Verify(ctx, token, "email", "123456"), userpool.ExpiredCode, expiredCode)
	for range limit.VerifySendPerHour {
		_, err = w.SendCode(ctx, token, "email", nil)
		w.Check(err)
	}
	_, err = w.SendCode(ctx, token, "email", nil)
	pooltest.Refused(t, err, userpool.LimitExceeded, exceeded)
	if c := w.Functions.Calls(); len(c) != limit.VerifySendPerHour || c[0] != "CustomMessage_VerifyUserAttribute" {
		t.Errorf("functions: %v", c)
	}
	code := w.LastCode(address)
	for range limit.VerifyPerHour - 1 {
		pooltest.Refused(t, w.Verify(ctx, token, "email", pooltest.WrongCode(code)), userpool.CodeMismatch, wrongCode)
	}
	pooltest.Refused(t, w.Verify(ctx, token, "email", code), userpool.LimitExceeded, exceeded)
	w.Change("sub-of-anna", func(u *userpool.User) { u.Attributes["email"] = other })
	w.Advance(59 * time.Minute)
	token, _ = w.SignIn(w.User("anna"))
	w.Advance(time.Minute)
	pooltest.Refused(t, w.Verify(ctx, token, "email", code), userpool.ExpiredCode, expiredCode)
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Password.HistorySize = 2 })
	token := w.signIn("anna", verified)
	const wrong = "Incorrect username or password."
	pooltest.Refused(t, w.ChangePassword(ctx, token, new("Wr0ng-one!"), "x"), userpool.NotAuthorized, wrong)
	pooltest.Refused(t, w.ChangePassword(ctx, token, nil, fresh), userpool.NotAuthorized, wrong)
	pooltest.Refused(t, w.ChangePassword(ctx, token, new(pooltest.Password), "x"), userpool.InvalidPassword, "Password did not conform with policy: Password not long enough")
	pooltest.Refused(t, w.ChangePassword(ctx, token, new(pooltest.Password), pooltest.Password), userpool.PasswordHistoryViolation, "Password has previously been used")
	w.Check(w.ChangePassword(ctx, token, new(pooltest.Password), fresh))
	if !w.matches("anna", fresh) || w.matches("anna", pooltest.Password) {
		t.Error("the password has not changed")
	}
	// The limit stands before the password: a right one is not told from a wrong one.
	pooltest.Refused(t, w.ChangePassword(ctx, token, new(fresh), "An0ther-one"), userpool.LimitExceeded, exceeded)
	pooltest.Refused(t, w.ChangePassword(ctx, token, new("Wr0ng-one!"), "An0ther-one"), userpool.LimitExceeded, exceeded)
	if _, _, err := w.Get(ctx, token); err != nil {
		t.Errorf("the token is no longer valid: %v", err)
	}
	w.Advance(59 * time.Minute)
	token, _ = w.SignIn(w.User("anna"))
	w.Advance(time.Minute)
	pooltest.Refused(t, w.ChangePassword(ctx, token, new(fresh), pooltest.Password), userpool.PasswordHistoryViolation, "Password has previously been used")
}

func TestFirstPassword(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, nil)
	without := func(u *userpool.User) { u.Password = userpool.Credential{} }
	token := w.signIn("anna", without)
	pooltest.Refused(t, w.ChangePassword(ctx, token, new(pooltest.Password), fresh), userpool.NotAuthorized, "Incorrect username or password.")
	w.Check(w.ChangePassword(ctx, token, nil, fresh))
	if !w.matches("anna", fresh) {
		t.Error("the password was not set")
	}
	foreign := w.signIn("google_1", func(u *userpool.User) { without(u); u.Status = userpool.ExternalProvider })
	pooltest.Refused(t, w.ChangePassword(ctx, foreign, nil, fresh), userpool.NotAuthorized, "Incorrect username or password.")
}

// However many guesses arrive together, five are judged.
func TestChangePasswordRace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	token := w.signIn("anna", verified)
	var wg sync.WaitGroup
	answers := make(chan userpool.Code, 40)
	for range cap(answers) {
		wg.Go(func() {
			answers <- userpool.CodeOf(w.ChangePassword(context.Background(), token, new("Wr0ng-one!"), fresh))
		})
	}
	wg.Wait()
	close(answers)
	judged := 0
	for c := range answers {
		if c == userpool.NotAuthorized {
			judged++
		}
	}
	if judged != limit.ChangePasswordPerHour {
		t.Errorf("%d guesses were judged, want %d", judged, limit.ChangePasswordPerHour)
	}
}

// Changes of one user that overlap are all kept.
func TestUpdateRace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	token := w.signIn("anna", verified)
	names := []string{"nickname", "given_name", "family_name", "middle_name"}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			if _, err := w.update(token, n, "x"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	u := w.User("anna")
	for _, n := range names {
		if u.Attributes[userpool.AttributeName(n)] != "x" {
			t.Errorf("the change of %s is lost", n)
		}
	}
}

// A change that meets another one starts over on the user as it is by then.
func TestForestalled(t *testing.T) {
	t.Parallel()
	w, db := interfered(t, nil)
	token := w.signIn("anna", verified)
	nickname := func() { w.Change("sub-of-anna", func(u *userpool.User) { u.Attributes["nickname"] += "x" }) }
	db.Before = nickname
	_, err := w.update(token, "name", "B")
	w.Check(err)
	db.Before = nickname
	w.Check(w.ChangePassword(context.Background(), token, new(pooltest.Password), fresh))
	if u := w.User("anna"); u.Attributes["nickname"] != "xx" || u.Attributes["name"] != "B" || !w.matches("anna", fresh) {
		t.Errorf("a change is lost: %+v", u)
	}
	u := w.User("anna")
	db.Before = func() { w.Update(func(tx *store.Tx) error { return tx.DeleteUser(u) }) }
	_, err = w.update(token, "name", "C")
	pooltest.Refused(t, err, userpool.UserNotFound, "User does not exist.")
}

func TestSignOutEverywhere(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, nil)
	first := w.signIn("anna", verified)
	second, _ := w.SignIn(w.User("anna"))
	w.Check(w.SignOutEverywhere(ctx, first))
	for _, tok := range []string{first, second} {
		pooltest.Refused(t, w.SignOutEverywhere(ctx, tok), userpool.NotAuthorized, "Access Token has been revoked")
	}
	third, _ := w.SignIn(w.User("anna"))
	if _, _, err := w.Get(ctx, third); err != nil {
		t.Errorf("a token made afterwards: %v", err)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.AliasAttributes = []userpool.AttributeName{"email"} })
	token := w.signIn("anna", verified)
	w.Check(w.Delete(ctx, token))
	if w.User("anna") != nil || w.User(address) != nil {
		t.Error("the user or its alias is still there")
	}
	w.AddUser("anna", func(u *userpool.User) { verified(u); u.Sub = "another" })
	pooltest.Refused(t, w.Delete(ctx, token), userpool.UserNotFound, "User does not exist.")
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, func(_ *userpool.Pool, c *userpool.Client) {
		c.Secrets = []userpool.ClientSecret{{ID: "1", Value: "secret"}}
	})
	access, refresh := w.SignIn(w.AddUser("anna", verified))
	const id = string(pooltest.ClientID)
	pooltest.Refused(t, w.Revoke(ctx, "nobody", "", refresh), userpool.InvalidParameter, "User pool client nobody does not exist.")
	pooltest.Refused(t, w.Revoke(ctx, pooltest.ClientID, "wrong", refresh), userpool.Unauthorized, "Unable to verify the secret of client "+id)
	pooltest.Refused(t, w.Revoke(ctx, pooltest.ClientID, "", refresh), userpool.Unauthorized, "Unable to verify the secret of client "+id)
	pooltest.Refused(t, w.Revoke(ctx, pooltest.ClientID, "secret", access), userpool.UnsupportedTokenType, "Unsupported token type")
	w.Check(w.Revoke(ctx, pooltest.ClientID, "secret", strings.Repeat("x", 40)))
	if _, _, err := w.Get(ctx, access); err != nil {
		t.Fatal(err)
	}
	w.Check(w.Revoke(ctx, pooltest.ClientID, "secret", refresh))
	w.Check(w.Revoke(ctx, pooltest.ClientID, "secret", refresh))
	_, _, err := w.Get(ctx, access)
	pooltest.Refused(t, err, userpool.NotAuthorized, "Access Token has been revoked")

	off := newWorld(t, func(_ *userpool.Pool, c *userpool.Client) { c.TokenRevocation = false })
	pooltest.Refused(t, off.Revoke(ctx, pooltest.ClientID, "", refresh), userpool.UnsupportedOperation, "Token revocation is not enabled for client "+id)
}

func TestSettings(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, nil)
	token := w.signIn("anna", func(u *userpool.User) { u.Attributes = userpool.Attributes{"phone_number": "+1"} })
	w.Check(w.SetSettings(ctx, token, []account.MFAOption{{Medium: userpool.MediumSMS, Attribute: userpool.AttrPhone}}))
	if !w.User("anna").MFA.SMSEnabled {
		t.Error("MFA is off")
	}
	w.Check(w.SetSettings(ctx, token, nil))
	if w.User("anna").MFA.SMSEnabled {
		t.Error("MFA is on")
	}
}

func BenchmarkGet(b *testing.B) {
	w := newWorld(b, nil)
	token := w.signIn("anna", verified)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := w.Get(context.Background(), token); err != nil {
			b.Fatal(err)
		}
	}
}
