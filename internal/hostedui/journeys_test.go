package hostedui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

func TestPasswordSignIn(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.addUser("ann", true, "email", "ann@example.com", "email_verified", "true")
	w.get(w.address("/oauth2/authorize"))
	w.heading("Sign in")
	w.send(map[string]string{"username": "ann", "password": "wrong"})
	w.problem("Incorrect username or password.")
	w.send(map[string]string{"username": "nobody", "password": "wrong"})
	w.problem("Incorrect username or password.")
	w.send(map[string]string{"username": "ann", "password": password})
	first := w.code()
	cookie := w.session()
	w.get(w.address("/oauth2/authorize"))
	if second := w.code(); second == first {
		t.Error("the same code twice")
	}
	w.get(w.address("/oauth2/authorize", "prompt", "select_account"))
	w.heading("Choose an account")
	w.send(nil)
	w.code()
	w.get(w.address("/oauth2/authorize", "prompt", "login"))
	w.heading("Sign in")
	w.send(map[string]string{"username": "ann", "password": password})
	w.code()
	if w.session() == cookie {
		t.Error("a sign-in kept the cookie")
	}
	r := w.get(w.base + "/logout?client_id=" + w.client + "&logout_uri=https%3A%2F%2Fapp.example%2Fbye")
	if r.location != "https://app.example/bye" {
		t.Errorf("logout leads to %q", r.location)
	}
	w.get(w.address("/oauth2/authorize"))
	w.heading("Sign in")
	w.get(w.address("/oauth2/authorize", "prompt", "none"))
	if !strings.Contains(w.at.location, "error=login_required") {
		t.Errorf("prompt=none leads to %q", w.at.location)
	}
}

// session is the cookie of the browser's session.
func (w *world) session() string {
	u, err := url.Parse(w.base + "/")
	w.check(err)
	for _, c := range w.browser.Jar.Cookies(u) {
		if c.Name == "cognito" {
			return c.Value
		}
	}
	return ""
}

func TestSignUpAndConfirm(t *testing.T) {
	t.Parallel()
	w := start(t, nil, map[string]any{"GenerateSecret": true}, nil)
	w.get(w.address("/signup"))
	w.send(map[string]string{"username": "bob", "attr.email": "bob@example.com", "password": "short"})
	w.problem("This password does not meet the requirements.")
	if !strings.Contains(w.at.body, `value="bob@example.com"`) || strings.Contains(w.at.body, "short") {
		t.Error("the form does not keep what was typed, or keeps the password")
	}
	w.send(map[string]string{"password": password})
	w.heading("Confirm your account")
	w.send(map[string]string{"#": "/resendcode"})
	w.send(map[string]string{"code": "000000"})
	w.problem("This code is not right. Check it and try again.")
	w.send(map[string]string{"code": w.server.Outbox.LastCode("bob@example.com")})
	w.code()

	w.fresh()
	w.get(w.address("/signup"))
	w.send(map[string]string{"username": "bob", "attr.email": "b@example.com", "password": password})
	w.problem("User already exists")
	w.send(map[string]string{"username": "cat", "attr.email": "cat@example.com", "password": password})
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "cat", "password": password})
	w.heading("Confirm your account")
	r := w.get(w.base + "/confirmUser/?client_id=" + w.client + "&user_name=cat&confirmation_code=" + w.server.Outbox.LastCode("cat@example.com"))
	if r.status != http.StatusOK {
		t.Errorf("the link answers %d: %s", r.status, r.text("main"))
	}
}

func TestForgottenPassword(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.addUser("ann", true, "email", "ann@example.com", "email_verified", "true")
	w.get(w.address("/forgotPassword"))
	w.send(map[string]string{"username": "nobody"})
	w.heading("Set a new password")
	w.get(w.address("/forgotPassword"))
	w.send(map[string]string{"username": "ann"})
	w.send(map[string]string{"code": "123", "new_password": "Another-horse-8", "confirm_password": "Another-horse-9"})
	w.problem("The two passwords are different.")
	w.send(map[string]string{"code": w.server.Outbox.LastCode("ann@example.com"), "new_password": "Another-horse-8", "confirm_password": "Another-horse-8"})
	w.heading("Sign in")
	w.send(map[string]string{"password": "Another-horse-8"})
	w.code()
}

func TestSecondFactors(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"Schema": []map[string]any{{"Name": "nickname", "Required": true, "AttributeDataType": "String"}}}, nil, nil)
	w.call("SetUserPoolMfaConfig", map[string]any{"UserPoolId": w.pool, "MfaConfiguration": "ON",
		"SoftwareTokenMfaConfiguration": map[string]any{"Enabled": true}, "EmailMfaConfiguration": map[string]any{}})
	w.addUser("new", false)
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "new", "password": password})
	w.heading("Set a new password")
	w.send(map[string]string{"new_password": "Another-horse-8", "confirm_password": "Another-horse-8"})
	w.problem("Please fill in all required fields.")
	w.send(map[string]string{"new_password": "Another-horse-8", "confirm_password": "Another-horse-8", "attr.nickname": "n"})
	w.heading("Set up two-step verification")
	w.send(map[string]string{"choice": "SOFTWARE_TOKEN_MFA"})
	w.heading("Set up an authenticator app")
	key := strings.ReplaceAll(w.at.text("key"), " ", "")
	w.send(map[string]string{"code": "000000"})
	w.problem("This code is not right. Check it and try again.")
	w.send(map[string]string{"code": w.appCode(key)})
	w.code()

	w.server.Clock.Advance(time.Minute)
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "new", "password": "Another-horse-8"})
	w.heading("Enter your code")
	w.send(map[string]string{"code": "000000"})
	w.problem("This code is not right. Check it and try again.")
	state := find(w.at.doc, isState)
	w.send(map[string]string{"code": w.appCode(key)})
	w.code()

	// The state of one browser is worth nothing in another.
	w.fresh()
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "new", "password": "Another-horse-8"})
	w.send(map[string]string{"code": w.appCode(key), "state": attr(state, "value")})
	w.problem("Something went wrong, or you waited too long. Please start again.")

	w.get(w.address("/login"))
	w.send(map[string]string{"username": "new", "password": "Another-horse-8"})
	w.server.Clock.Advance(4 * time.Minute)
	w.send(map[string]string{"code": w.appCode(key)})
	w.problem("Something went wrong, or you waited too long. Please start again.")
}

func (w *world) appCode(key string) string {
	w.t.Helper()
	code, err := totp.GenerateCode(key, w.server.Clock.Now())
	w.check(err)
	return code
}

func TestEmailSetUp(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.call("SetUserPoolMfaConfig", map[string]any{"UserPoolId": w.pool, "MfaConfiguration": "ON", "EmailMfaConfiguration": map[string]any{}})
	w.addUser("mia", true)
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "mia", "password": password})
	w.send(map[string]string{"email": "not an address"})
	if w.at.text("problem") == "" {
		t.Error("any address is taken")
	}
	w.send(map[string]string{"email": "mia@example.com"})
	w.heading("Enter your code")
	w.send(map[string]string{"code": " " + w.server.Outbox.LastCode("mia@example.com") + " "})
	w.code()
}

func TestPhoneSetUp(t *testing.T) {
	t.Parallel()
	w := start(t, nil, nil, nil)
	w.call("SetUserPoolMfaConfig", map[string]any{"UserPoolId": w.pool, "MfaConfiguration": "ON", "SmsMfaConfiguration": map[string]any{
		"SmsConfiguration": map[string]any{"SnsCallerArn": "arn:aws:iam::123456789012:role/sns"}}})
	w.addUser("mia", true)
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "mia", "password": password})
	w.send(map[string]string{"phone_number": "12"})
	if w.at.text("problem") == "" {
		t.Error("any number is taken")
	}
	w.send(map[string]string{"phone_number": "+1 (415) 555-0100"})
	w.heading("Enter your code")
	w.send(map[string]string{"code": w.server.Outbox.LastCode("+14155550100")})
	w.code()
	user := asText(w.call("AdminGetUser", map[string]any{"UserPoolId": w.pool, "Username": "mia"}))
	if !strings.Contains(user, "SMS_MFA") || !strings.Contains(user, "+14155550100") {
		t.Errorf("the user has no text messages: %s", user)
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"UsernameAttributes": []string{"email"}, "Policies": map[string]any{
		"SignInPolicy": map[string]any{"AllowedFirstAuthFactors": []string{"PASSWORD", "EMAIL_OTP"}}}},
		map[string]any{"ExplicitAuthFlows": []string{"ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}, nil)
	w.addUser("eva@example.com", true, "email", "eva@example.com", "email_verified", "true")
	for _, name := range []string{"eva@example.com", "nobody@example.com"} {
		w.get(w.address("/login"))
		w.send(map[string]string{"username": name})
		w.heading("Choose a way to sign in")
		w.send(map[string]string{"choice": "PASSWORD"})
		w.send(map[string]string{"password": "wrong"})
		w.heading("Enter your password")
		w.problem("Incorrect username or password.")
	}
	w.get(w.address("/login"))
	w.send(map[string]string{"username": "eva@example.com"})
	w.send(map[string]string{"choice": "EMAIL_OTP"})
	before := len(w.server.Outbox.Messages("eva@example.com"))
	w.send(map[string]string{"action": "resend"})
	if after := len(w.server.Outbox.Messages("eva@example.com")); after != before+1 {
		t.Errorf("%d messages after a new code, %d before", after, before)
	}
	w.send(map[string]string{"code": w.server.Outbox.LastCode("eva@example.com")})
	w.code()
}

func TestAccount(t *testing.T) {
	t.Parallel()
	w := start(t, nil, map[string]any{"WriteAttributes": []string{"email", "name"}}, nil)
	if r := w.get(w.base + "/account"); r.status != http.StatusUnauthorized {
		t.Errorf("signed out: %d", r.status)
	}
	w.addUser("ann", true, "email", "ann@example.com", "email_verified", "true")
	w.get(w.address("/account"))
	w.heading("Sign in")
	w.send(map[string]string{"username": "ann", "password": password})
	w.heading("Your account")
	w.send(map[string]string{"action": "profile", "attr.name": "Ann Lee", "attr.email": "ann@example.com"})
	if got := w.call("AdminGetUser", map[string]any{"UserPoolId": w.pool, "Username": "ann"}); !strings.Contains(asText(got), "Ann Lee") {
		t.Errorf("the name is not changed: %v", got)
	}
	w.send(map[string]string{"action": "profile", "attr.custom:role": "admin"})
	if w.at.text("problem") == "" {
		t.Error("an attribute that the client may not write was taken")
	}
	w.send(map[string]string{"action": "password", "password": "wrong", "new_password": "Another-horse-8", "confirm_password": "Another-horse-8"})
	w.problem("Incorrect username or password.")
	w.send(map[string]string{"action": "password", "password": password, "new_password": "Another-horse-8", "confirm_password": "Another-horse-8"})
	if w.at.text("notice") == "" {
		t.Errorf("no word of the change: %s", w.at.text("main"))
	}
	w.server.Clock.Advance(61 * time.Minute) // the session no longer stands for a sign-in
	w.get(w.address("/account"))
	w.heading("Sign in")
	w.send(map[string]string{"username": "ann", "password": "Another-horse-8"})
	w.send(map[string]string{"action": "sign_out"})
	w.heading("Sign in")
	w.send(map[string]string{"username": "ann", "password": "Another-horse-8"})
	w.heading("Your account")
}
