package signup_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/signup"
)

const (
	wrongCode   = "Invalid verification code provided, please try again."
	expiredCode = "Invalid code provided, please request a code again."
	nobody      = "Username/client id combination not found."
	exceeded    = "Attempt limit exceeded, please try after some time."
	address     = "anna@example.com"
)

func TestConfirm(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) { emailAlias(p, c); p.Lambda.PostConfirmation = "post" })
	w.register("anna", "email", address)
	if w.User(address) != nil {
		t.Error("an unverified address works as an alias")
	}
	_, err := w.Confirm(context.Background(), signup.ConfirmRequest{Client: pooltest.ClientID, Username: "anna",
		Code: w.LastCode(address), Metadata: map[string]string{"m": "1"}})
	w.Check(err)
	u := w.User(address)
	if u == nil || u.Status != userpool.Confirmed || !u.Attributes.Verified("email") || !u.Modified.After(u.Created) {
		t.Fatalf("confirmed: %+v", u)
	}
	e := w.Functions.Last()
	if d := cmp.Diff([]string{"PostConfirmation_ConfirmSignUp"}, w.Functions.Calls()); d != "" || e.Metadata["m"] != "1" || e.Client != pooltest.ClientID || e.User.Status != userpool.Confirmed {
		t.Errorf("functions: %s %+v", d, e)
	}
	pooltest.Refused(t, w.confirm("anna", w.LastCode(address)), userpool.NotAuthorized, "User cannot be confirmed. Current status is CONFIRMED")
}

func TestConfirmRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.register("anna", "email", address)
	code := w.LastCode(address)
	pooltest.Refused(t, w.confirm("nobody", code), userpool.UserNotFound, nobody)
	pooltest.Refused(t, w.confirm("anna", pooltest.WrongCode(code)), userpool.CodeMismatch, wrongCode)
	if _, err := w.resend("anna"); err != nil {
		t.Fatal(err)
	}
	if next := w.LastCode(address); next != code {
		pooltest.Refused(t, w.confirm("anna", code), userpool.CodeMismatch, wrongCode)
	}
	w.Advance(24*time.Hour + time.Second)
	pooltest.Refused(t, w.confirm("anna", w.LastCode(address)), userpool.ExpiredCode, expiredCode)
	if u := w.User("anna"); u.Status != userpool.Unconfirmed {
		t.Errorf("refused, but %s", u.Status)
	}
}

func TestConfirmHidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t, hidden)
	pooltest.Refused(t, w.confirm("nobody", "123456"), userpool.ExpiredCode, expiredCode)
	for range limit.ConfirmPerHour - 1 {
		_ = w.confirm("nobody", "123456")
	}
	pooltest.Refused(t, w.confirm("nobody", "123456"), userpool.LimitExceeded, exceeded)
}

func TestConfirmLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.register("anna", "email", address)
	code := w.LastCode(address)
	var wg sync.WaitGroup
	answers := make(chan userpool.Code, 100)
	for range cap(answers) {
		wg.Go(func() { answers <- userpool.CodeOf(w.confirm("anna", pooltest.WrongCode(code))) })
	}
	wg.Wait()
	close(answers)
	tried := 0
	for c := range answers {
		if c == userpool.CodeMismatch {
			tried++
		} else if c != userpool.LimitExceeded {
			t.Errorf("answer %s", c)
		}
	}
	if tried != limit.ConfirmPerHour {
		t.Errorf("%d guesses were compared, want %d", tried, limit.ConfirmPerHour)
	}
	pooltest.Refused(t, w.confirm("anna", code), userpool.LimitExceeded, exceeded)
	w.Advance(time.Hour)
	w.Check(w.confirm("anna", code))
}

// Of many right answers at once one confirms.
func TestConfirmRace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.register("anna", "email", address)
	code := w.LastCode(address)
	var wg sync.WaitGroup
	won := make(chan bool, 10)
	for range cap(won) {
		wg.Go(func() {
			if w.confirm("anna", code) == nil {
				won <- true
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Errorf("%d answers to one code won", len(won))
	}
}

func TestConfirmAlias(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emailAlias)
	owner := w.AddUser("owner", func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"email": address, "email_verified": "true"}
	})
	w.register("anna", "email", address)
	code := w.LastCode(address)
	pooltest.Refused(t, w.confirm("anna", code), userpool.AliasExists, "An account with the email already exists.")
	if u := w.User("anna"); u.Status != userpool.Unconfirmed || w.User(address).Sub != owner.Sub {
		t.Errorf("a refused confirmation changed something: %+v", u)
	}
	_, err := w.Confirm(context.Background(), signup.ConfirmRequest{Client: pooltest.ClientID, Username: "anna", Code: code, ForceAlias: true})
	w.Check(err)
	if w.User(address).Username != "anna" || w.User("owner").Attributes.True("email_verified") {
		t.Error("the alias has not moved")
	}
}

// The code proves the address it went to, not what the user has by then.
func TestConfirmChangedAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	res := w.register("anna", "email", address)
	w.Change(res.Sub, func(u *userpool.User) { u.Attributes["email"] = "other@example.com" })
	pooltest.Refused(t, w.confirm("anna", w.LastCode(address)), userpool.ExpiredCode, expiredCode)
}

func TestConfirmByLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
		p.Verification.ByLink = true
		c.Secrets = []userpool.ClientSecret{{ID: "1", Value: "secret"}}
	})
	r := request("anna", "email", address)
	_, err := w.SignUp(context.Background(), r)
	pooltest.Refused(t, err, userpool.NotAuthorized, "Client "+string(pooltest.ClientID)+" is configured with secret but SECRET_HASH was not received")
	r.SecretHash = "TbGgbbHJOoh5NRZRGrMQBtVpzKbzYTcWKdEBZZYrxCs="
	_, err = w.SignUp(context.Background(), r)
	pooltest.Refused(t, err, userpool.NotAuthorized, "Unable to verify secret hash for client "+string(pooltest.ClientID))
	r.SecretHash = secretHash("secret", "anna")
	_, err = w.SignUp(context.Background(), r)
	w.Check(err)
	if m := w.Messages(); m[0].Link == "" {
		t.Error("the message has no link")
	}
	w.Check(w.ConfirmByLink(context.Background(), pooltest.ClientID, "anna", w.LastCode(address)))
}

func TestAdminConfirm(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Lambda.PostConfirmation = "post" })
	w.register("anna", "email", address)
	ctx := context.Background()
	w.Check(w.AdminConfirm(ctx, pooltest.PoolID, "anna", nil))
	if u := w.User("anna"); u.Status != userpool.Confirmed || u.Attributes.Verified("email") {
		t.Errorf("confirmed: %+v", u)
	}
	if e := w.Functions.Last(); e.Client != hook.NoClient || e.Source != hook.SourceConfirmSignUp {
		t.Errorf("PostConfirmation was told %+v", e)
	}
	pooltest.Refused(t, w.AdminConfirm(ctx, pooltest.PoolID, "anna", nil), userpool.NotAuthorized, "User cannot be confirmed. Current status is CONFIRMED")
	pooltest.Refused(t, w.AdminConfirm(ctx, pooltest.PoolID, "nobody", nil), userpool.UserNotFound, "User does not exist.")
	pooltest.Refused(t, w.AdminConfirm(ctx, "us-east-1_nowhere00", "anna", nil), userpool.ResourceNotFound, "User pool us-east-1_nowhere00 does not exist.")
}

func TestResend(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Lambda.CustomMessage = "message" })
	w.register("anna", "email", address)
	w.register("bare")
	got, err := w.resend("anna")
	w.Check(err)
	if want := (userpool.CodeDelivery{Destination: "a***@e***", Medium: userpool.MediumEmail, Attribute: "email"}); got != want {
		t.Errorf("Resend = %v, want %v", got, want)
	}
	if d := cmp.Diff([]string{"CustomMessage_SignUp", "CustomMessage_ResendCode"}, w.Functions.Calls()); d != "" {
		t.Error(d)
	}
	for range limit.ResendPerHour - 1 {
		_, err = w.resend("anna")
		w.Check(err)
	}
	_, err = w.resend("anna")
	pooltest.Refused(t, err, userpool.LimitExceeded, exceeded)
	w.Check(w.confirm("anna", w.LastCode(address)))
	_, err = w.resend("anna")
	pooltest.Refused(t, err, userpool.InvalidParameter, "User is already confirmed.")
	_, err = w.resend("bare")
	pooltest.Refused(t, err, userpool.InvalidParameter, "Cannot resend codes. The user has no email or phone_number to verify.")
	_, err = w.resend("nobody")
	pooltest.Refused(t, err, userpool.UserNotFound, nobody)
	w.Change(w.User("bare").Sub, func(u *userpool.User) { u.Enabled = false })
	_, err = w.resend("bare")
	pooltest.Refused(t, err, userpool.NotAuthorized, "User is disabled.")
}

func TestResendWithoutVerification(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.AutoVerified = nil })
	_, err := w.resend("anna")
	pooltest.Refused(t, err, userpool.NotAuthorized, "Cannot resend codes. Auto verification not turned on.")
}

// Where existence is hidden, the answers for a name that nobody has are those
// for a user who waits for its code.
func TestResendHidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) { hidden(p, c); emailUsername(p, c) })
	w.register("anna@example.com")
	for i := range limit.ResendPerHour {
		known, err := w.resend("anna@example.com")
		w.Check(err)
		unknown, err := w.resend("adam@example.com")
		w.Check(err)
		if known != unknown {
			t.Errorf("%d: known %v, unknown %v", i, known, unknown)
		}
	}
	for _, name := range []string{"anna@example.com", "adam@example.com"} {
		_, err := w.resend(name)
		pooltest.Refused(t, err, userpool.LimitExceeded, exceeded)
		pooltest.Refused(t, w.confirm(name, pooltest.WrongCode(w.LastCode("anna@example.com"))), userpool.CodeMismatch, wrongCode)
	}
	if n := len(w.Messages()); n != 1+limit.ResendPerHour {
		t.Errorf("%d messages were sent", n)
	}
}
