package browser

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"github.com/cognate-id/cognate/cognatetest"
)

const another = "Another-horse-8"

type fields = map[string]string

// object is a JSON object of the API.
type object = map[string]any

var walks = []walk{
	{name: "password", steps: walkPassword},
	{name: "sign-up", steps: walkSignUp},
	{name: "waiting", pool: object{"AutoVerifiedAttributes": []string{}}, steps: walkWaiting},
	{name: "closed", pool: object{"AdminCreateUserConfig": object{"AllowAdminCreateUserOnly": true}}, steps: walkClosed},
	{name: "attributes", pool: object{"AutoVerifiedAttributes": []string{"phone_number"}, "SmsConfiguration": sms, "Schema": manyAttributes}, steps: walkAttributes},
	{name: "forgotten", client: object{"PreventUserExistenceErrors": "LEGACY"}, steps: walkForgotten},
	{name: "app", steps: walkApp},
	{name: "messages", pool: object{"AccountRecoverySetting": object{"RecoveryMechanisms": []object{{"Name": "admin_only", "Priority": 1}}}}, steps: walkMessages},
	{name: "choice", pool: object{"UsernameAttributes": []string{"email"}, "SmsConfiguration": sms, "Policies": object{
		"SignInPolicy": object{"AllowedFirstAuthFactors": []string{"PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"}}}},
		client: object{"ExplicitAuthFlows": []string{"ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}, steps: walkChoice},
	{name: "custom", pool: object{"LambdaConfig": object{"DefineAuthChallenge": riddleARN, "CreateAuthChallenge": riddleARN, "VerifyAuthChallengeResponse": riddleARN}},
		client: object{"ExplicitAuthFlows": []string{"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}, options: riddles, steps: walkCustom},
	{name: "account", pool: object{"UsernameAttributes": []string{"email"}, "DeviceConfiguration": object{"ChallengeRequiredOnNewDevice": false, "DeviceOnlyRememberedOnUserPrompt": true},
		"SmsConfiguration": sms, "Policies": object{"SignInPolicy": object{"AllowedFirstAuthFactors": []string{"PASSWORD", "WEB_AUTHN"}}}},
		client: object{"ExplicitAuthFlows": []string{"ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}, steps: walkAccount},
	{name: "classic", domain: object{"ManagedLoginVersion": 1}, steps: walkClassic},
	{name: "branding", steps: walkBranding},
}

var sms = object{"SnsCallerArn": "arn:aws:iam::123456789012:role/sns"}

func (w *world) login(more ...string) { w.visit(w.page("/login", more...)) }

// leave signs the browser out; the page that says where to is an error page.
func (w *world) leave() { w.visit(w.base + "/logout?client_id=nobody") }

// problem is what the page says that went wrong.
func (w *world) problem() string {
	return ask[string](w, `document.querySelector(".alert.problem").textContent`)
}

func (w *world) ann() {
	w.addUser("ann", true, fields{"email": "ann@example.com", "email_verified": "true", "name": "Ann Lee"})
}

func walkPassword(w *world) {
	w.ann()
	w.visit(w.authorize())
	w.shot("login", "first")
	w.fill(fields{"username": " ", "password": "x"}, "")
	w.shot("login", "empty")
	w.fill(fields{"username": "ann", "password": "wrong"}, "")
	w.shot("login", "wrong")
	said := w.problem()
	for range 12 { // a lock that is over before the next try is followed by a longer one
		if w.fill(fields{"username": "ann", "password": "wrong"}, ""); w.problem() != said {
			break
		}
	}
	w.shot("login", "locked")
	w.server.Clock.Advance(20 * time.Minute)
	w.call("AdminDisableUser", object{"UserPoolId": w.pool, "Username": "ann"})
	w.fill(fields{"username": "ann", "password": password}, "")
	w.shot("login", "disabled")
	w.call("AdminEnableUser", object{"UserPoolId": w.pool, "Username": "ann"})
	w.addUser("tim", false, nil)
	w.server.Clock.Advance(8 * 24 * time.Hour)
	w.fill(fields{"username": "tim", "password": password}, "")
	w.shot("login", "expired-password")

	w.fill(fields{"username": "ann", "password": password}, "")
	w.arrived()
	w.visit(w.authorize()) // silently
	w.arrived()
	w.visit(w.authorize("prompt", "select_account"))
	w.shot("accounts", "choice")
	w.fill(nil, "")
	w.arrived()
	w.visit(w.page("/account"))
	w.shot("account", "plain")

	w.leave()
	w.shot("error", "client")
	w.visit(w.base + "/nowhere")
	w.shot("error", "missing")
	w.visit(w.base + "/error?error=invalid_request")
	w.shot("error", "code")
	w.visit(w.base + "/account")
	w.shot("error", "signed-out")
	w.login()
	w.fill(fields{"csrf": "forged", "username": "ann", "password": password}, "")
	w.shot("error", "form")
}

func walkSignUp(w *world) {
	w.ann()
	w.visit(w.page("/signup"))
	w.shot("signup", "first")
	w.fill(fields{"username": "bob", "attr.email": "bob@example.com", "password": "short"}, "")
	w.shot("signup", "weak")
	w.fill(fields{"username": "ann", "password": password}, "")
	w.shot("signup", "taken")
	w.fill(fields{"username": "bob", "password": password}, "")
	w.shot("confirm", "sent")
	w.fill(fields{"code": " "}, "")
	w.shot("confirm", "empty")
	w.fill(fields{"code": "000000"}, "")
	w.shot("confirm", "wrong")
	w.fill(nil, `form[action*="/resendcode"] button`)
	w.shot("confirm", "resent")
	w.server.Clock.Advance(25 * time.Hour)
	w.login()
	w.fill(fields{"username": "bob", "password": password}, "")
	w.shot("confirm", "at-sign-in")
	w.fill(fields{"code": w.server.Outbox.LastCode("bob@example.com")}, "")
	w.shot("confirm", "expired")
	w.fill(nil, `form[action*="/resendcode"] button`)
	w.fill(fields{"code": w.server.Outbox.LastCode("bob@example.com")}, "")
	w.login()
	w.fill(fields{"username": "bob", "password": password}, "")
	w.arrived()

	w.visit(w.page("/signup"))
	w.fill(fields{"username": "cat", "attr.email": "cat@example.com", "password": password}, "")
	link := w.base + "/confirmUser/?client_id=" + w.client + "&user_name=cat&confirmation_code=" + w.server.Outbox.LastCode("cat@example.com")
	w.visit(link)
	w.shot("result", "confirmed")
	w.visit(link)
	w.shot("result", "failed")
}

func walkWaiting(w *world) {
	w.visit(w.page("/signup"))
	w.fill(fields{"username": "bob", "password": password}, "")
	w.shot("login", "waiting")
}

func walkClosed(w *world) {
	w.visit(w.page("/signup"))
	w.shot("login", "closed")
	w.addUser("eve", true, nil) // no address to send a code to
	w.visit(w.page("/forgotPassword"))
	w.fill(fields{"username": " "}, "")
	w.shot("forgot", "empty")
	w.call("UpdateUserPoolClient", object{"UserPoolId": w.pool, "ClientId": w.client, "AllowedOAuthFlowsUserPoolClient": true,
		"AllowedOAuthFlows": []string{"code"}, "AllowedOAuthScopes": []string{"openid"}, "CallbackURLs": []string{w.app.URL + "/cb"}, "PreventUserExistenceErrors": "LEGACY"})
	w.server.Clock.Advance(2 * time.Second) // clients are remembered for one
	w.fill(fields{"username": "eve"}, "")
	w.shot("forgot", "refused")
}

// manyAttributes make a long form: the required attributes and one that has a
// name of the pool's own.
var manyAttributes = func() []object {
	var list []object
	for _, n := range []string{"name", "family_name", "phone_number", "birthdate", "address", "website", "zoneinfo"} {
		list = append(list, object{"Name": n, "Required": true, "Mutable": true, "AttributeDataType": "String"})
	}
	return list
}()

func walkAttributes(w *world) {
	for _, name := range []string{"terms-of-use", "privacy-policy"} {
		w.call("CreateTerms", object{"UserPoolId": w.pool, "ClientId": w.client, "TermsName": name, "TermsSource": "LINK", "Enforcement": "NONE",
			"Links": fields{"cognito:default": "https://app.example/" + name}})
	}
	w.visit(w.page("/signup"))
	w.shot("signup", "attributes")
	form := fields{"username": "bob", "attr.name": " ", "attr.family_name": "Lee", "attr.phone_number": "+1 415 555 0100", "attr.birthdate": "1990-05-01",
		"attr.address": "1 Main Street", "attr.website": "https://bob.example", "attr.zoneinfo": "Europe/Zurich", "password": password}
	w.fill(form, "")
	w.shot("signup", "attributes-missing")
	form["attr.name"] = "Bob"
	w.fill(form, "")
	w.shot("confirm", "sms")
	w.fill(fields{"code": w.server.Outbox.LastCode("+14155550100")}, "")
	w.arrived()
	w.leave()
	w.addUser("tim", false, fields{"name": "Tim"})
	w.login()
	w.fill(fields{"username": "tim", "password": password}, "")
	w.shot("newpassword", "attributes")
}

func walkForgotten(w *world) {
	w.ann()
	w.visit(w.page("/forgotPassword"))
	w.shot("forgot", "first")
	w.fill(fields{"username": "ann"}, "")
	w.shot("reset", "sent")
	w.fill(fields{"code": "000000", "new_password": another, "confirm_password": another}, "")
	w.shot("reset", "wrong")
	w.fill(fields{"code": "000000", "new_password": another, "confirm_password": another + "x"}, "")
	w.shot("reset", "mismatch")
	code := w.server.Outbox.LastCode("ann@example.com")
	w.fill(fields{"code": code, "new_password": "short", "confirm_password": "short"}, "")
	w.shot("reset", "weak")
	w.fill(fields{"code": code, "new_password": another, "confirm_password": another}, "")
	w.shot("login", "password-changed")
	w.call("AdminResetUserPassword", object{"UserPoolId": w.pool, "Username": "ann"})
	w.fill(fields{"username": "ann", "password": another}, "")
	w.shot("reset", "required")
	for w.accepts("ForgotPassword", object{"ClientId": w.client, "Username": "ann"}) {
	}
	w.visit(w.page("/forgotPassword"))
	w.fill(fields{"username": "ann"}, "")
	w.shot("forgot", "limit")
}

// key reads the seed of an authenticator app off the page.
func (w *world) key() string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' {
			return -1
		}
		return r
	}, ask[string](w, `document.querySelector("code.key").textContent`))
}

func (w *world) appCode(key string) string {
	w.t.Helper()
	code, err := totp.GenerateCode(key, w.server.Clock.Now())
	w.check(err)
	return code
}

func walkApp(w *world) {
	w.call("SetUserPoolMfaConfig", object{"UserPoolId": w.pool, "MfaConfiguration": "ON",
		"SoftwareTokenMfaConfiguration": object{"Enabled": true}, "EmailMfaConfiguration": object{}})
	w.addUser("new", false, nil)
	w.login()
	w.fill(fields{"username": "new", "password": password}, "")
	w.shot("newpassword", "first")
	w.fill(fields{"new_password": another, "confirm_password": another + "x"}, "")
	w.shot("newpassword", "mismatch")
	w.fill(fields{"new_password": "short", "confirm_password": "short"}, "")
	w.shot("newpassword", "weak")
	w.fill(fields{"new_password": another, "confirm_password": another}, "")
	w.shot("choose", "set-up")
	w.fill(nil, "button[value=SOFTWARE_TOKEN_MFA]")
	w.shot("totp", "first")
	key := w.key()
	w.fill(fields{"code": "000000"}, "")
	w.shot("totp", "wrong")
	w.fill(fields{"code": w.appCode(key), "device": "Pixel 9"}, "")
	w.arrived()
	w.leave()
	w.login()
	w.fill(fields{"username": "new", "password": another}, "")
	w.shot("code_app", "first")
	w.fill(fields{"code": "000000"}, "")
	w.shot("code_app", "wrong")
	w.server.Clock.Advance(time.Minute)
	code := w.appCode(key) // drawn once: the clock runs, and a later one would be another
	w.fill(fields{"code": code}, "")
	w.arrived()
	w.leave()
	w.login()
	w.fill(fields{"username": "new", "password": another}, "")
	w.fill(fields{"code": code}, "")
	w.shot("code_app", "used")
	w.server.Clock.Advance(4 * time.Minute)
	w.fill(fields{"code": w.appCode(key)}, "")
	w.shot("login", "session-over")
}

func walkMessages(w *world) {
	w.call("SetUserPoolMfaConfig", object{"UserPoolId": w.pool, "MfaConfiguration": "ON", "EmailMfaConfiguration": object{},
		"SmsMfaConfiguration": object{"SmsConfiguration": sms}})
	w.addUser("mia", true, fields{"email": "mia@example.com", "email_verified": "true", "phone_number": "+14155550100", "phone_number_verified": "true"})
	w.call("AdminSetUserMFAPreference", object{"UserPoolId": w.pool, "Username": "mia",
		"EmailMfaSettings": object{"Enabled": true}, "SMSMfaSettings": object{"Enabled": true}})
	begin := func(user string) {
		w.login()
		w.fill(fields{"username": user, "password": password}, "")
	}
	begin("mia")
	w.shot("choose", "second-factor")
	w.fill(nil, "button[value=EMAIL_OTP]")
	w.shot("code_email", "second-factor")
	w.fill(fields{"code": "000000"}, "")
	w.shot("code_email", "wrong")
	w.fill(nil, "button[value=resend]")
	w.shot("code_email", "resent")
	begin("mia")
	w.fill(nil, "button[value=SMS_MFA]")
	w.shot("code_sms", "second-factor")
	w.fill(fields{"code": "000000"}, "")
	w.shot("code_sms", "wrong")
	w.fill(nil, "button[value=resend]")
	w.fill(fields{"code": w.server.Outbox.LastCode("+14155550100")}, "")
	w.arrived()
	w.leave()

	w.addUser("new", true, nil)
	begin("new")
	w.fill(nil, "button[value=EMAIL_OTP]")
	w.shot("contact", "email")
	w.fill(fields{"email": "new@example.com"}, "")
	w.shot("code_email", "set-up")
	begin("new")
	w.fill(nil, "button[value=SMS_MFA]")
	w.shot("contact", "phone")
	w.fill(fields{"phone_number": "12"}, "")
	w.shot("contact", "phone-refused")
	w.fill(fields{"phone_number": "+1 415 555 0199"}, "")
	w.shot("code_sms", "set-up")
	w.fill(fields{"code": w.server.Outbox.LastCode("+14155550199")}, "")
	w.arrived()
}

// authenticator plugs a device into the tab that holds passkeys; its owner is
// recognized unless verified is put to false.
func (w *world) authenticator() (recognized func(bool)) {
	w.t.Helper()
	order(w, webauthn.Enable, webauthn.EnableParams{})
	added := ordered(w, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	return func(yes bool) {
		order(w, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: added.AuthenticatorID, IsUserVerified: yes})
	}
}

// ceremony clicks a button that asks for a passkey, and waits for what the
// selector finds afterwards.
func (w *world) ceremony(button, then string) {
	w.t.Helper()
	w.run(chromedp.Click(chromedp.CSS(button)), chromedp.WaitVisible(chromedp.CSS(then)))
}

// scripted reloads the page with JavaScript for what a passkey needs of it.
func (w *world) scripted(do func()) {
	w.t.Helper()
	if !w.mode.plain {
		do()
		return
	}
	w.scripts(true)
	w.visit(ask[string](w, "location.href"))
	do()
	w.scripts(false)
}

const atApp = "body:not([class])"

func walkChoice(w *world) {
	recognized := w.authenticator()
	w.visit(w.page("/signup"))
	w.shot("signup", "passwordless")
	w.fill(fields{"attr.email": "eva@example.com"}, "")
	w.fill(fields{"code": w.server.Outbox.LastCode("eva@example.com")}, "")
	w.shot("passkeys", "offer")
	if !w.mode.plain {
		recognized(false)
		w.ceremony("button[value=create]", "[data-passkey-problem]")
		w.shot("passkeys", "failed")
		recognized(true)
	}
	w.scripted(func() { w.ceremony("button[value=create]", atApp) })
	w.arrived()
	w.call("AdminSetUserPassword", object{"UserPoolId": w.pool, "Username": "eva@example.com", "Password": password, "Permanent": true})
	w.call("AdminUpdateUserAttributes", object{"UserPoolId": w.pool, "Username": "eva@example.com", "UserAttributes": []fields{
		{"Name": "phone_number", "Value": "+14155550100"}, {"Name": "phone_number_verified", "Value": "true"}}})
	w.leave()
	w.login()
	w.shot("login", "name-first")
	w.fill(fields{"username": "eva@example.com"}, "")
	w.shot("choose", "first-factor")
	w.fill(nil, "button[value=PASSWORD]")
	w.shot("password", "first")
	w.fill(fields{"password": "wrong"}, "")
	w.shot("password", "wrong")
	w.fill(nil, "button[value=options]")
	w.fill(nil, "button[value=EMAIL_OTP]")
	w.shot("code_email", "first-factor")
	w.fill(nil, "button[value=resend]")
	w.shot("code_email", "first-factor-resent")
	w.fill(nil, "button[value=options]")
	w.fill(nil, "button[value=SMS_OTP]")
	w.shot("code_sms", "first-factor")
	w.fill(nil, "button[value=options]")
	w.fill(nil, "button[value=WEB_AUTHN]")
	w.shot("passkey", "first")
	if w.mode.plain {
		return
	}
	recognized(false)
	w.ceremony("form[data-passkey] button", "[data-passkey-problem]")
	w.shot("passkey", "failed")
	recognized(true)
	w.ceremony("form[data-passkey] button", atApp)
	w.arrived()
}

const riddleARN = "arn:aws:lambda:us-east-1:123456789012:function:riddle"

func riddles(t *testing.T) []cognatetest.Option {
	return []cognatetest.Option{cognatetest.Functions("riddle=" + riddle(t))}
}

func walkCustom(w *world) {
	w.ann()
	w.login()
	w.shot("login", "custom")
	w.fill(fields{"username": "ann"}, "")
	w.shot("custom", "question")
	w.fill(fields{"answer": "a map"}, "")
	w.shot("custom", "again")
	w.fill(fields{"answer": "a lock"}, "")
	w.shot("login", "custom-refused")
	w.fill(fields{"username": "ann"}, "")
	w.fill(fields{"answer": "a piano"}, "")
	w.arrived()
}

func walkAccount(w *world) {
	w.call("SetUserPoolMfaConfig", object{"UserPoolId": w.pool, "MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": object{},
		"SoftwareTokenMfaConfiguration": object{"Enabled": true}, "SmsMfaConfiguration": object{"SmsConfiguration": sms},
		"WebAuthnConfiguration": object{"FactorConfiguration": "SINGLE_FACTOR"}})
	w.call("SetUserPoolSessionConfiguration", object{"UserPoolId": w.pool, "UserSessionTracking": "ENABLED", "TokenSession": object{"MaxPerUser": 25}})
	w.server.Clock.Advance(2 * time.Second) // pools are remembered for one
	w.addUser("annabelle.montgomery@long-company-name.example.com", true, fields{"email": "annabelle.montgomery@long-company-name.example.com",
		"email_verified": "false", "name": "Annabelle Montgomery-Featherstonehaugh", "phone_number": "+14155550100", "phone_number_verified": "true", "locale": "en-GB"})
	w.rememberDevice("annabelle.montgomery@long-company-name.example.com")
	w.authenticator()
	signIn := func() {
		w.visit(w.page("/account"))
		w.fill(fields{"username": "annabelle.montgomery@long-company-name.example.com"}, "")
		if ask[bool](w, `!!document.querySelector("button[value=PASSWORD]")`) {
			w.fill(nil, "button[value=PASSWORD]")
		}
		w.fill(fields{"password": password}, "")
	}
	signIn()
	w.scripted(func() { w.ceremony("form[data-passkey] button", ".alert.notice") })
	w.visit(w.page("/account"))
	w.shot("account", "full")
	w.fill(fields{"attr.name": "Annabelle Lee"}, "input[value=profile] ~ button")
	w.shot("account", "saved")
	w.fill(fields{"password": "wrong", "new_password": another, "confirm_password": another}, "input[value=password] ~ button[type=submit]")
	w.shot("account", "wrong")
	w.fill(nil, "button[value=app_start]")
	w.shot("account", "app")
	key := w.key()
	w.fillIn("input[value=app_verify]", fields{"code": "000000"}, "")
	w.shot("account", "app-wrong")
	w.fillIn("input[value=app_verify]", fields{"code": w.appCode(key)}, "")
	w.fill(nil, "button[value=everywhere]")
	w.shot("account", "everywhere")
	w.visit(w.base + "/account")
	w.fill(nil, "button[value=sign_out]")
	w.shot("result", "signed-out")
}

// rememberDevice signs a user in by the API, as an application does, and keeps
// the device.
func (w *world) rememberDevice(user string) {
	w.t.Helper()
	out := w.call("InitiateAuth", object{"ClientId": w.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": fields{"USERNAME": user, "PASSWORD": password}})
	result := out["AuthenticationResult"].(object)
	secret := base64.StdEncoding.EncodeToString([]byte("0123456789abcdef"))
	w.call("ConfirmDevice", object{"AccessToken": result["AccessToken"], "DeviceKey": result["NewDeviceMetadata"].(object)["DeviceKey"], "DeviceName": "Annabelle’s phone",
		"DeviceSecretVerifierConfig": object{"PasswordVerifier": secret, "Salt": secret}})
}

func walkClassic(w *world) {
	w.login()
	w.shot("login", "classic")
	w.fill(fields{"username": "ann", "password": "wrong"}, "")
	w.shot("login", "classic-wrong")
	w.leave()
	w.shot("error", "classic")
	w.call("SetUICustomization", object{"UserPoolId": w.pool, "ClientId": "ALL", "ImageFile": banner(260, 70, 255, 255, 255),
		"CSS": ".banner-customizable{background-color:#0b3d2e;padding:20px}.submitButton-customizable{background-color:#0b3d2e;color:#fff}.background-customizable{background-color:#eef7f2}.label-customizable{font-weight:700}"})
	w.login()
	w.shot("login", "classic-customized")
	w.visit(w.page("/signup"))
	w.shot("signup", "classic-customized")
	w.fill(fields{"username": "bob", "attr.email": "bob@example.com", "password": password}, "")
	w.shot("confirm", "classic-customized")
	w.visit(w.page("/forgotPassword"))
	w.shot("forgot", "classic-customized")
	w.call("SetUserPoolMfaConfig", object{"UserPoolId": w.pool, "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": object{"Enabled": true}})
	w.server.Clock.Advance(2 * time.Second)
	w.ann()
	w.login()
	w.fill(fields{"username": "ann", "password": password}, "")
	w.shot("totp", "classic-customized")
}

func walkBranding(w *world) {
	w.ann()
	made := w.call("CreateManagedLoginBranding", object{"UserPoolId": w.pool, "ClientId": w.client, "UseCognitoProvidedValues": true})
	w.login()
	w.shot("login", "branded-defaults")
	w.call("UpdateManagedLoginBranding", object{"UserPoolId": w.pool, "ManagedLoginBrandingId": made["ManagedLoginBranding"].(object)["ManagedLoginBrandingId"],
		"UseCognitoProvidedValues": false, "Settings": ownBranding, "Assets": ownAssets()})
	w.login()
	w.shot("login", "branded")
	w.fill(fields{"username": "ann", "password": "wrong"}, "")
	w.shot("login", "branded-wrong")
	w.visit(w.page("/signup"))
	w.shot("signup", "branded")
	w.login()
	w.fill(fields{"username": "ann", "password": password}, "")
	w.arrived()
	w.visit(w.page("/account"))
	w.shot("account", "branded")
}
