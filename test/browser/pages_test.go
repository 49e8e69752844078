package browser

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"
)

func TestPasswordAndSignUp(t *testing.T) {
	w := open(t, "managed", nil, nil, nil)
	w.addUser("ann", true, map[string]string{"email": "ann@example.com", "email_verified": "true", "name": "Ann Lee"})
	w.visit(w.authorize())
	w.shot("login")
	w.fill(map[string]string{"username": "ann", "password": "wrong"}, "")
	w.shot("login-wrong")
	w.fill(map[string]string{"username": "ann", "password": password}, "")
	w.arrived()
	w.visit(w.authorize()) // silently
	w.arrived()
	w.visit(w.authorize("prompt", "select_account"))
	w.shot("accounts")
	w.fill(nil, "")
	w.arrived()
	w.visit(w.page("/account"))
	w.shot("account")
	w.visit(w.base + "/logout?client_id=nobody")
	w.shot("error")

	w.visit(w.page("/signup"))
	w.shot("signup")
	w.fill(map[string]string{"username": "bob", "attr.email": "bob@example.com", "password": password}, "")
	w.shot("confirm")
	w.fill(map[string]string{"code": "000000"}, "")
	w.shot("confirm-wrong")
	w.fill(map[string]string{"code": w.server.Outbox.LastCode("bob@example.com")}, "")
	w.arrived()

	w.visit(w.base + "/logout?client_id=nobody")
	w.visit(w.page("/forgotPassword"))
	w.shot("forgot")
	w.fill(map[string]string{"username": "ann"}, "")
	w.shot("reset")
	w.fill(map[string]string{"code": w.server.Outbox.LastCode("ann@example.com"), "new_password": "Another-horse-8", "confirm_password": "Another-horse-8"}, "")
	w.shot("reset-done")
	w.fill(map[string]string{"password": "Another-horse-8"}, "")
	w.arrived()
}

func TestSecondFactors(t *testing.T) {
	w := open(t, "mfa", nil, nil, nil)
	w.call("SetUserPoolMfaConfig", map[string]any{"UserPoolId": w.pool, "MfaConfiguration": "ON",
		"SoftwareTokenMfaConfiguration": map[string]any{"Enabled": true}, "EmailMfaConfiguration": map[string]any{}})
	w.addUser("new", false, nil)
	w.visit(w.authorize())
	w.fill(map[string]string{"username": "new", "password": password}, "")
	w.shot("new-password")
	w.fill(map[string]string{"new_password": password + "x", "confirm_password": password + "x"}, "")
	w.shot("setup")
	w.fill(nil, "button[value=SOFTWARE_TOKEN_MFA]")
	w.shot("totp")
	key := ask[string](w, `document.querySelector("code.key").textContent`)
	code, err := totp.GenerateCode(stripped(key), w.server.Clock.Now())
	w.check(err)
	w.fill(map[string]string{"code": code}, "")
	w.arrived()
	w.visit(w.base + "/logout?client_id=nobody")
	w.server.Clock.Advance(time.Minute)
	w.visit(w.authorize())
	w.fill(map[string]string{"username": "new", "password": password + "x"}, "")
	w.shot("app-code")
	code, err = totp.GenerateCode(stripped(key), w.server.Clock.Now())
	w.check(err)
	w.fill(map[string]string{"code": code}, "")
	w.arrived()
	w.visit(w.page("/account"))
	w.shot("account")

	w.addUser("mia", true, map[string]string{"email": "mia@example.com", "email_verified": "true"})
	w.visit(w.base + "/logout?client_id=nobody")
	w.visit(w.authorize())
	w.fill(map[string]string{"username": "mia", "password": password}, "")
	w.shot("email-code")
	w.fill(map[string]string{"code": w.server.Outbox.LastCode("mia@example.com")}, "")
	w.arrived()
}

func stripped(key string) string {
	var out []byte
	for _, c := range []byte(key) {
		if c != ' ' && c != '\n' {
			out = append(out, c)
		}
	}
	return string(out)
}

func TestChoice(t *testing.T) {
	w := open(t, "choice", map[string]any{"UsernameAttributes": []string{"email"}, "Policies": map[string]any{
		"SignInPolicy": map[string]any{"AllowedFirstAuthFactors": []string{"PASSWORD", "EMAIL_OTP", "WEB_AUTHN"}}}},
		map[string]any{"ExplicitAuthFlows": []string{"ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}, nil)
	order(w, webauthn.Enable, webauthn.EnableParams{})
	order(w, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	w.visit(w.page("/signup"))
	w.shot("signup")
	w.fill(map[string]string{"attr.email": "eva@example.com"}, "")
	w.fill(map[string]string{"code": w.server.Outbox.LastCode("eva@example.com")}, "")
	w.shot("passkey-offer")
	w.run(chromedp.Click(chromedp.CSS("button[value=create]")), chromedp.WaitReady(chromedp.Search(`//h1[text()="app"]`)))
	w.arrived()
	w.visit(w.base + "/logout?client_id=nobody")
	w.visit(w.authorize())
	w.shot("login")
	w.fill(map[string]string{"username": "eva@example.com"}, "")
	w.shot("choose")
	w.fill(nil, "button[value=EMAIL_OTP]")
	w.shot("email-code")
	w.fill(nil, "button[value=options]")
	w.fill(nil, "button[value=WEB_AUTHN]")
	w.shot("passkey")
	w.run(chromedp.Click(chromedp.CSS("form[data-passkey] button")), chromedp.WaitReady(chromedp.Search(`//h1[text()="app"]`)))
	w.arrived()
	w.visit(w.page("/account"))
	w.shot("account")
}

func TestWithoutScriptInArabicAndDark(t *testing.T) {
	w := open(t, "plain", nil, nil, nil)
	w.addUser("ann", true, map[string]string{"email": "ann@example.com", "email_verified": "true", "name": "Ann Lee"})
	w.plain = true
	w.scripts(false)
	order(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	w.visit(w.page("/login", "lang", "ar"))
	w.shot("login-ar")
	w.visit(w.page("/signup"))
	w.shot("signup-ar")
	w.visit(w.page("/forgotPassword"))
	w.fill(map[string]string{"username": "ann"}, "")
	w.shot("reset-ar")
	w.visit(w.page("/login", "lang", "he"))
	w.shot("login-he")
	w.visit(w.page("/login", "lang", "de"))
	w.fill(map[string]string{"username": "ann", "password": "wrong"}, "")
	w.shot("login-wrong-de")
	w.fill(map[string]string{"username": "ann", "password": password}, "")
	w.arrived()
	w.visit(w.page("/account"))
	w.shot("account-de")
}

func TestClassic(t *testing.T) {
	w := open(t, "classic", nil, nil, map[string]any{"ManagedLoginVersion": 1})
	w.visit(w.authorize())
	w.shot("login")
	w.call("SetUICustomization", map[string]any{"UserPoolId": w.pool, "ClientId": "ALL",
		"CSS": ".banner-customizable{background-color:#0b3d2e;padding:20px}.submitButton-customizable{background-color:#0b3d2e;color:#fff}.background-customizable{background-color:#eef7f2}.label-customizable{font-weight:700}"})
	w.visit(w.authorize())
	w.shot("login-custom")
	w.visit(w.page("/signup"))
	w.shot("signup-custom")
}

func TestBranding(t *testing.T) {
	w := open(t, "branding", nil, nil, nil)
	w.call("CreateManagedLoginBranding", map[string]any{"UserPoolId": w.pool, "ClientId": w.client, "UseCognitoProvidedValues": true})
	w.visit(w.authorize())
	w.shot("login-defaults")
}
