package signin_test

import (
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

func TestSRPSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	u := w.addUser("ann", func(u *userpool.User) { u.Attributes["email"] = "ann@example.com" })

	o, answer := w.srpStart("ann", password)
	if o.Session != "" {
		t.Error("USER_SRP_AUTH gave a Session; the block carries the state")
	}
	done := w.must("")(w.respond("PASSWORD_VERIFIER", "", answer))
	a, err := w.tokens.Verify(t.Context(), done.Tokens.Access)
	if err != nil {
		t.Fatal(err)
	}
	if a.User.Sub != u.Sub || a.ACR != "urn:cognito:loa:1" {
		t.Errorf("access token is of %s with acr %s", a.User.Sub, a.ACR)
	}
	_, err = w.respond("PASSWORD_VERIFIER", "", answer)
	refused(t, err, userpool.NotAuthorized, "session can only be used once")
}

func TestSRPRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addUser("ann", nil)
	w.addUser("bob", nil)

	_, answer := w.srpStart("ann", "Wrong0ne!")
	_, err := w.respond("PASSWORD_VERIFIER", "", answer)
	refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")

	_, answer = w.srpStart("ann", password)
	_, err = w.respond("PASSWORD_VERIFIER", "", with(answer, "USERNAME", "bob"))
	refused(t, err, userpool.NotAuthorized, "Invalid session for the user.")
	_, err = w.respond("PASSWORD_VERIFIER", "", with(answer, "TIMESTAMP", "Mon Jan 05 03:04:05 UTC 2026"))
	refused(t, err, userpool.InvalidParameter, "TIMESTAMP format should be")
	_, err = w.respond("SMS_MFA", "", answer)
	refused(t, err, userpool.InvalidParameter, "Missing required parameter Session")
	w.advance(4 * time.Minute)
	_, err = w.respond("PASSWORD_VERIFIER", "", answer)
	refused(t, err, userpool.NotAuthorized, "session is expired")

	_, err = w.start("USER_SRP_AUTH", map[string]string{"USERNAME": "ann", "SRP_A": "0"})
	refused(t, err, userpool.InvalidParameter, "SRP_A")
	_, err = w.start("USER_SRP_AUTH", map[string]string{"USERNAME": "nobody", "SRP_A": "2"})
	refused(t, err, userpool.UserNotFound, "User does not exist.")
}

func TestHiddenUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(_ *userpool.Pool, c *userpool.Client) { c.HideUserExistence = new(true) })
	first, answer := w.srpStart("nobody", password)
	second, _ := w.srpStart("nobody", password)
	if first.Parameters["SALT"] != second.Parameters["SALT"] || first.Parameters["SRP_B"] == second.Parameters["SRP_B"] {
		t.Error("a made-up user needs a stable SALT and a fresh SRP_B")
	}
	_, err := w.respond("PASSWORD_VERIFIER", "", answer)
	refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
	_, err = w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "nobody", "PASSWORD": password})
	refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
}

func TestStatesBeforePassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addUser("new", func(u *userpool.User) { u.Status = userpool.Unconfirmed })
	w.addUser("reset", func(u *userpool.User) { u.Status = userpool.ResetRequired })
	w.addUser("off", func(u *userpool.User) { u.Enabled = false })
	w.addUser("fed", func(u *userpool.User) { u.Status = userpool.ExternalProvider })
	for _, c := range []struct {
		name string
		code userpool.Code
		text string
	}{
		{"new", userpool.UserNotConfirmed, "User is not confirmed."},
		{"reset", userpool.PasswordResetRequired, "Password reset required for the user"},
		{"off", userpool.NotAuthorized, "User is disabled."},
		{"fed", userpool.NotAuthorized, "Incorrect username or password."},
	} {
		for _, p := range []string{password, "Wrong0ne!"} {
			_, err := w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": c.name, "PASSWORD": p})
			refused(t, err, c.code, c.text)
		}
	}
}

func TestFlowRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(_ *userpool.Pool, c *userpool.Client) { c.AuthFlows = []string{userpool.AllowRefresh} })
	for flow, text := range map[string]string{
		"USER_SRP_AUTH":            "USER_SRP_AUTH is not enabled for the client.",
		"USER_PASSWORD_AUTH":       "USER_PASSWORD_AUTH flow not enabled for this client",
		"ADMIN_USER_PASSWORD_AUTH": "Initiate Auth method not supported.",
		"CUSTOM_AUTH":              "CUSTOM_AUTH is not enabled for the client.",
		"USER_AUTH":                "USER_AUTH is not enabled for the client.",
	} {
		_, err := w.start(flow, map[string]string{"USERNAME": "ann", "PASSWORD": password})
		refused(t, err, userpool.InvalidParameter, text)
	}
}

func TestNewPasswordRequired(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		for i, s := range p.Schema {
			if s.Name == "given_name" {
				p.Schema[i].Required = true
			}
		}
	})
	u := w.addUser("ann", func(u *userpool.User) {
		u.Status, u.PasswordExpires = userpool.ForceChangePassword, w.now.Add(time.Hour)
		u.Attributes["email"] = "ann@example.com"
	})
	o := w.must("NEW_PASSWORD_REQUIRED")(w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "ann", "PASSWORD": password}))
	if got, want := o.Parameters["requiredAttributes"], `["userAttributes.given_name"]`; got != want {
		t.Errorf("requiredAttributes = %s, want %s", got, want)
	}
	answer := map[string]string{"USERNAME": "ann", "NEW_PASSWORD": "Another1!"}
	_, err := w.respond("NEW_PASSWORD_REQUIRED", o.Session, answer)
	refused(t, err, userpool.InvalidParameter, "Invalid attributes given, given_name is missing")
	answer = with(answer, "userAttributes.given_name", "Ann")
	_, err = w.respond("NEW_PASSWORD_REQUIRED", o.Session, with(answer, "userAttributes.email", "x@example.com"))
	refused(t, err, userpool.InvalidParameter, "Cannot modify an already provided email")
	_, err = w.respond("NEW_PASSWORD_REQUIRED", o.Session, with(answer, "NEW_PASSWORD", "short"))
	refused(t, err, userpool.InvalidPassword, "Password not long enough")
	w.must("")(w.respond("NEW_PASSWORD_REQUIRED", o.Session, answer))
	if got := w.user(u); got.Status != userpool.Confirmed || got.Attributes["given_name"] != "Ann" {
		t.Errorf("user is %s with %v", got.Status, got.Attributes)
	}
	w.must("")(w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "ann", "PASSWORD": "Another1!"}))
}

func TestTemporaryPasswordExpires(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addUser("ann", func(u *userpool.User) {
		u.Status, u.PasswordExpires = userpool.ForceChangePassword, w.now.Add(time.Hour)
	})
	w.advance(time.Hour)
	_, err := w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "ann", "PASSWORD": password})
	refused(t, err, userpool.NotAuthorized, "Temporary password has expired")
}

func TestLockout(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addUser("ann", nil)
	try := func(p string) error {
		_, err := w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "ann", "PASSWORD": p})
		return err
	}
	for range 5 {
		refused(t, try("Wrong0ne!"), userpool.NotAuthorized, "Incorrect username or password.")
	}
	refused(t, try(password), userpool.NotAuthorized, "Password attempts exceeded")
	w.advance(time.Second)
	refused(t, try("Wrong0ne!"), userpool.NotAuthorized, "Incorrect username or password.")
	w.advance(time.Second)
	refused(t, try(password), userpool.NotAuthorized, "Password attempts exceeded")
	w.advance(time.Second)
	if err := try(password); err != nil {
		t.Errorf("after the lock: %v", err)
	}
	refused(t, try("Wrong0ne!"), userpool.NotAuthorized, "Incorrect username or password.")
	if err := try(password); err != nil {
		t.Errorf("a success must reset the count: %v", err)
	}
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	u := w.addUser("ann", nil)
	o := w.must("")(w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "ann", "PASSWORD": password}))
	w.advance(time.Minute)
	r := w.must("")(w.start("REFRESH_TOKEN_AUTH", map[string]string{"REFRESH_TOKEN": o.Tokens.Refresh}))
	if r.Tokens.Refresh != "" {
		t.Error("a plain refresh gave a new refresh token")
	}
	a, err := w.tokens.Verify(t.Context(), r.Tokens.Access)
	if err != nil || a.AuthTime.Unix() != w.clock().Add(-time.Minute).Unix() {
		t.Errorf("auth_time = %v, %v; want that of the sign-in", a.AuthTime, err)
	}
	_, err = w.start("REFRESH_TOKEN_AUTH", map[string]string{"REFRESH_TOKEN": "x" + o.Tokens.Refresh})
	refused(t, err, userpool.NotAuthorized, "Invalid Refresh Token.")
	if err := w.tokens.Revoke(t.Context(), w.client, o.Tokens.Refresh); err != nil {
		t.Fatal(err)
	}
	_, err = w.start("REFRESH_TOKEN_AUTH", map[string]string{"REFRESH_TOKEN": o.Tokens.Refresh})
	refused(t, err, userpool.NotAuthorized, "Refresh Token has been revoked")
	_, err = w.tokens.Verify(t.Context(), r.Tokens.Access)
	refused(t, err, userpool.NotAuthorized, "Access Token has been revoked")
	_ = u
}

func TestRefreshExpires(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addUser("ann", nil)
	o := w.must("")(w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "ann", "PASSWORD": password}))
	w.advance(time.Hour)
	_, err := w.tokens.Verify(t.Context(), o.Tokens.Access)
	refused(t, err, userpool.NotAuthorized, "Access Token has expired")
	w.advance(30 * 24 * time.Hour)
	_, err = w.start("REFRESH_TOKEN", map[string]string{"REFRESH_TOKEN": o.Tokens.Refresh})
	refused(t, err, userpool.NotAuthorized, "Refresh Token has expired")
}
