package signup_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/signup"
)

func TestSignUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	res := w.register("anna", "email", "anna@example.com", "name", "Anna")
	want := signup.Result{Sub: res.Sub, Delivery: &userpool.CodeDelivery{Destination: "a***@e***", Medium: userpool.MediumEmail, Attribute: "email"}}
	if d := cmp.Diff(want, res); d != "" {
		t.Error(d)
	}
	u := w.User("anna")
	if u == nil || u.Sub != res.Sub || u.Status != userpool.Unconfirmed || !u.Enabled || u.Created != u.Modified {
		t.Fatalf("stored: %+v", u)
	}
	if d := cmp.Diff(userpool.Attributes{"email": "anna@example.com", "email_verified": "false", "name": "Anna"}, u.Attributes); d != "" {
		t.Error(d)
	}
	if !w.Passwords.Matches(context.Background(), w.Pool, u, pooltest.Password) {
		t.Error("the password does not match")
	}
	if w.User(string(res.Sub)) == nil {
		t.Error("the sub does not lead to the user")
	}
}

func TestSignUpRefused(t *testing.T) {
	t.Parallel()
	type change = func(*userpool.Pool, *userpool.Client)
	tests := []struct {
		name   string
		change change
		edit   func(*signup.Request)
		code   userpool.Code
		text   string
	}{
		{"unknown client", nil, func(r *signup.Request) { r.Client = "nobody" },
			userpool.ResourceNotFound, "User pool client nobody does not exist."},
		{"secret hash missing", func(_ *userpool.Pool, c *userpool.Client) { c.Secrets = []userpool.ClientSecret{{ID: "1", Value: "s"}} }, nil,
			userpool.NotAuthorized, "Client " + string(pooltest.ClientID) + " is configured with secret but SECRET_HASH was not received"},
		{"administrators only", func(p *userpool.Pool, _ *userpool.Client) { p.AdminCreate.AdminOnly = true }, nil,
			userpool.NotAuthorized, "SignUp is not permitted for this user pool"},
		{"username form before permissions", emailUsername, func(r *signup.Request) { r.Attributes = attrs("custom:x", "1") },
			userpool.InvalidParameter, "Username should be an email."},
		{"flag", nil, func(r *signup.Request) { r.Attributes = attrs("email_verified", "true") },
			userpool.NotAuthorized, "A client attempted to write unauthorized attribute"},
		{"permission before schema", nil, func(r *signup.Request) { r.Attributes = attrs("phonenumber", "+1") },
			userpool.NotAuthorized, "A client attempted to write unauthorized attribute"},
		{"null", nil, func(r *signup.Request) { r.Attributes = []account.Given{{Name: "email"}} },
			userpool.InvalidParameter, "Attribute value for email must not be null"},
		{"schema before policy", nil, func(r *signup.Request) { r.Attributes = attrs("email", "x"); r.Password = new("short") },
			userpool.InvalidParameter, "Invalid email address format."},
		{"preferred username as alias", emailAlias, func(r *signup.Request) { r.Attributes = attrs("preferred_username", "x") },
			userpool.InvalidParameter, "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias."},
		{"policy", nil, func(r *signup.Request) { r.Password = new("Passw0rd") },
			userpool.InvalidPassword, "Password did not conform with policy: Password must have symbol characters"},
		{"policy before existence", nil, func(r *signup.Request) { r.Username = "taken"; r.Password = new("x") },
			userpool.InvalidPassword, "Password did not conform with policy: Password not long enough"},
		{"no password", nil, func(r *signup.Request) { r.Password = nil },
			userpool.InvalidParameter, "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null"},
		{"no password and no address", passwordless, func(r *signup.Request) { r.Password = nil },
			userpool.InvalidParameter, "A user without a password needs an email or phone_number that can receive a one-time password."},
		{"taken", nil, func(r *signup.Request) { r.Username = "taken" },
			userpool.UsernameExists, "User already exists"},
		{"taken, existence hidden", hidden, func(r *signup.Request) { r.Username = "taken" },
			userpool.UsernameExists, "User already exists"},
		{"another user's sub", nil, func(r *signup.Request) { r.Username = "00000000-0000-0000-0000-00000000abcd" },
			userpool.UsernameExists, "User already exists"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, tt.change)
			w.AddUser("taken", func(u *userpool.User) { u.Sub = "00000000-0000-0000-0000-00000000abcd" })
			r := request("anna")
			if tt.edit != nil {
				tt.edit(&r)
			}
			_, err := w.SignUp(context.Background(), r)
			pooltest.Refused(t, err, tt.code, tt.text)
			if w.User("anna") != nil || len(w.Messages()) > 0 {
				t.Error("a refused SignUp wrote something")
			}
		})
	}
}

func passwordless(p *userpool.Pool, _ *userpool.Client) {
	p.FirstFactors = []userpool.Factor{userpool.FactorPassword, userpool.FactorEmailOTP}
}

func TestSignUpWithoutPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t, passwordless)
	r := request("anna", "email", "anna@example.com")
	r.Password = nil
	_, err := w.SignUp(context.Background(), r)
	w.Check(err)
	if w.User("anna").HasPassword() {
		t.Error("the user has a password")
	}
}

func TestSignUpDelivery(t *testing.T) {
	t.Parallel()
	both := []userpool.AttributeName{userpool.AttrEmail, userpool.AttrPhone}
	tests := []struct {
		name  string
		auto  []userpool.AttributeName
		attrs []string
		want  string // masked destination, "" for none
	}{
		{"phone before e-mail", both, []string{"email", "anna@example.com", "phone_number", "+14325559934"}, "+*******9934"},
		{"e-mail alone", both, []string{"email", "anna@example.com"}, "a***@e***"},
		{"not verified by itself", both[1:], []string{"email", "anna@example.com"}, ""},
		{"nothing verified", nil, []string{"email", "anna@example.com"}, ""},
		{"no address", both, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.AutoVerified = tt.auto })
			res := w.register("anna", tt.attrs...)
			got := ""
			if res.Delivery != nil {
				got = res.Delivery.Destination
			}
			if sent := len(w.Messages()); got != tt.want || (sent == 1) != (tt.want != "") || sent > 1 {
				t.Errorf("delivered to %q in %d messages, want %q", got, sent, tt.want)
			}
		})
	}
}

func TestSignUpByAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emailUsername)
	res := w.register("Anna@Example.com")
	u := w.User("anna@example.com")
	if u == nil || string(u.Username) != string(res.Sub) || u.Attributes["email"] != "Anna@Example.com" {
		t.Fatalf("stored: %+v", u)
	}
	_, err := w.SignUp(context.Background(), request("ANNA@example.com"))
	pooltest.Refused(t, err, userpool.UsernameExists, "An account with the given email already exists.")
}

func functionsPool(p *userpool.Pool, _ *userpool.Client) {
	p.Lambda.PreSignUp, p.Lambda.PostConfirmation, p.Lambda.CustomMessage = "pre", "post", "message"
}

func TestSignUpFunctions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, functionsPool)
	var pre hook.Event
	w.Functions.PreSignUpFunc = func(e hook.Event) (hook.PreSignUpResult, error) { pre = e; return hook.PreSignUpResult{}, nil }
	w.Functions.CustomMessageFunc = func(e hook.MessageEvent) (hook.MessageResult, error) {
		return hook.MessageResult{Email: "Hi {####}", EmailSubject: "S"}, nil
	}
	r := request("anna", "email", "anna@example.com")
	r.Validation, r.Metadata = map[string]string{"v": "1"}, map[string]string{"m": "2"}
	_, err := w.SignUp(context.Background(), r)
	w.Check(err)
	if d := cmp.Diff([]string{"PreSignUp_SignUp", "CustomMessage_SignUp"}, w.Functions.Calls()); d != "" {
		t.Error(d)
	}
	if pre.User != nil || pre.UserName != "anna" || pre.Client != pooltest.ClientID || pre.Validation["v"] != "1" || pre.Metadata["m"] != "2" {
		t.Errorf("PreSignUp was told %+v", pre)
	}
	if d := cmp.Diff(userpool.Attributes{"email": "anna@example.com"}, pre.Attributes); d != "" {
		t.Error(d)
	}
	m := w.Messages()
	if len(m) != 1 || m[0].HTML != "Hi "+m[0].Code || m[0].Subject != "S" {
		t.Errorf("sent: %+v", m)
	}
}

func TestSignUpAutoConfirm(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) { functionsPool(p, c); emailAlias(p, c) })
	owner := w.AddUser("owner", func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"email": "anna@example.com", "email_verified": "true"}
	})
	w.Functions.PreSignUpFunc = func(hook.Event) (hook.PreSignUpResult, error) {
		return hook.PreSignUpResult{AutoConfirm: true, AutoVerifyEmail: true}, nil
	}
	res := w.register("anna", "email", "anna@example.com")
	if !res.Confirmed || res.Delivery != nil || len(w.Messages()) > 0 {
		t.Errorf("result: %+v", res)
	}
	if d := cmp.Diff([]string{"PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"}, w.Functions.Calls()); d != "" {
		t.Error(d)
	}
	if u := w.User("anna@example.com"); u.Username != "anna" || u.Status != userpool.Confirmed {
		t.Errorf("the alias leads to %+v", u)
	}
	if w.User(string(owner.Sub)).Attributes.Verified("email") {
		t.Error("the previous owner's address is still verified")
	}
}

func TestSignUpFunctionFails(t *testing.T) {
	t.Parallel()
	refusal := userpool.Errorf(userpool.UserLambdaValidation, "PreSignUp failed with error no.")
	tests := []struct {
		name   string
		set    func(*pooltest.Functions)
		code   userpool.Code
		text   string
		stored bool
	}{
		{"PreSignUp", func(f *pooltest.Functions) {
			f.PreSignUpFunc = func(hook.Event) (hook.PreSignUpResult, error) { return hook.PreSignUpResult{}, refusal }
		}, userpool.UserLambdaValidation, "PreSignUp failed with error no.", false},
		{"verifies what is not there", func(f *pooltest.Functions) {
			f.PreSignUpFunc = func(hook.Event) (hook.PreSignUpResult, error) {
				return hook.PreSignUpResult{AutoVerifyPhone: true}, nil
			}
		}, userpool.InvalidLambdaResponse, "Unrecognizable lambda output", false},
		{"CustomMessage", func(f *pooltest.Functions) {
			f.CustomMessageFunc = func(hook.MessageEvent) (hook.MessageResult, error) { return hook.MessageResult{}, refusal }
		}, userpool.UserLambdaValidation, "PreSignUp failed with error no.", true},
		{"PostConfirmation", func(f *pooltest.Functions) {
			f.PreSignUpFunc = func(hook.Event) (hook.PreSignUpResult, error) { return hook.PreSignUpResult{AutoConfirm: true}, nil }
			f.PostConfirmationFunc = func(hook.Event) error { return refusal }
		}, userpool.UserLambdaValidation, "PreSignUp failed with error no.", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, functionsPool)
			tt.set(w.Functions)
			_, err := w.SignUp(context.Background(), request("anna", "email", "anna@example.com"))
			pooltest.Refused(t, err, tt.code, tt.text)
			if stored := w.User("anna") != nil; stored != tt.stored {
				t.Errorf("stored = %v, want %v", stored, tt.stored)
			}
		})
	}
}

// Two hundred registrations of one name at once: one wins, nothing is torn.
func TestSignUpRace(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*userpool.Pool, *userpool.Client){"name": nil, "address": emailUsername} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, change)
			typed := "anna"
			if change != nil {
				typed = "anna@example.com"
			}
			var wg sync.WaitGroup
			won := make(chan userpool.Sub, 200)
			for range 200 {
				wg.Go(func() {
					res, err := w.SignUp(context.Background(), request(typed))
					switch {
					case err == nil:
						won <- res.Sub
					case userpool.CodeOf(err) != userpool.UsernameExists:
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if len(won) != 1 {
				t.Fatalf("%d registrations of one name won", len(won))
			}
			if u := w.User(typed); u == nil || u.Sub != <-won {
				t.Errorf("the name leads to %+v", u)
			}
			w.View(func(tx *store.Tx) error {
				all, _, err := tx.ListUsers(pooltest.PoolID, userpool.UserQuery{Limit: 10})
				if len(all) != 1 {
					t.Errorf("%d users are stored", len(all))
				}
				return err
			})
		})
	}
}

// A failure of any statement leaves neither the user nor a name, a code or a message.
func TestSignUpTorn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emailUsername)
	disk := errors.New("disk full")
	for n := 0; ; n++ {
		left := n
		w.Fail(func(statement string) error {
			if !strings.HasPrefix(statement, "INSERT") {
				return nil
			}
			if left == 0 {
				return disk
			}
			left--
			return nil
		})
		_, err := w.SignUp(context.Background(), request("anna@example.com"))
		w.Fail(nil)
		if err == nil {
			if n < 3 {
				t.Fatalf("only %d statements insert", n)
			}
			return
		}
		if !errors.Is(err, disk) {
			t.Fatalf("statement %d: %v", n, err)
		}
		if w.User("anna@example.com") != nil || len(w.Messages()) > 0 {
			t.Fatalf("statement %d failed and left something", n)
		}
	}
}

type sessions struct{ after, confirmed string }

func (s sessions) AfterSignUp(context.Context, *userpool.Pool, *userpool.Client, *userpool.User) (string, error) {
	return s.after, nil
}

func (s sessions) AfterConfirmation(_ context.Context, _ *userpool.Pool, _ *userpool.Client, _ *userpool.User, session string) (string, error) {
	if session != s.after {
		return "", userpool.Errorf(userpool.NotAuthorized, "Invalid session for the user.")
	}
	return s.confirmed, nil
}

func TestSessions(t *testing.T) {
	t.Parallel()
	confirm := func(w *world, session string) string {
		got, err := w.Confirm(context.Background(), signup.ConfirmRequest{Client: pooltest.ClientID, Username: "anna",
			Code: w.LastCode("anna@example.com"), Session: session})
		w.Check(err)
		return got
	}
	for session, want := range map[string]string{"": "", "first": "second", "forged": ""} {
		w := withSessions(t, nil, sessions{"first", "second"})
		if res := w.register("anna", "email", "anna@example.com"); res.Session != "first" {
			t.Errorf("SignUp gives session %q", res.Session)
		}
		if got := confirm(w, session); got != want {
			t.Errorf("ConfirmSignUp with %q gives session %q, want %q", session, got, want)
		}
	}
	w := withSessions(t, func(_ *userpool.Pool, c *userpool.Client) { c.AuthFlows = []string{userpool.AllowSRP} }, sessions{"first", "second"})
	if res := w.register("anna"); res.Session != "" {
		t.Errorf("a client that does not sign in by choice is given session %q", res.Session)
	}
}
