package idp_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/crypto/totp"
	operation "github.com/cognate-id/cognate/internal/operation/idp"
	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/userpool/profile"
	"github.com/cognate-id/cognate/internal/userpool/session"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// startFactors is startUsers with sign-in and what signed-in users do to their
// factors, devices and sessions; ann is there, with a password.
func startFactors(t *testing.T, change func(*userpool.Pool, *userpool.Client)) users {
	t.Helper()
	w := pooltest.New(t, change)
	opaque, err := seal.Generate(rand.Reader, noon)
	w.Check(err)
	rp := func(_ context.Context, p *userpool.Pool) (string, bool) { return "example.com", p.WebAuthn != nil }
	signIn := signin.New(signin.Deps{
		DB:       store.Bind(w.DB, func(tx *store.Tx) signin.Store { return tx }),
		Registry: w.Registry, Tokens: w.Tokens, Passwords: w.Passwords, Mailer: w.Mailer, Hooks: w.Functions, Opaque: opaque,
		Now: w.Now, Rand: rand.Reader, Secret: w.Ghosts.Secret, RelyingParty: rp,
	})
	service := operation.New(operation.Deps{
		Account: account, SignIn: signIn,
		Profile: profile.New(profile.Deps{
			DB:       store.Bind(w.DB, func(tx *store.Tx) profile.Store { return tx }),
			Registry: w.Registry, Tokens: w.Tokens, Passwords: w.Passwords, Mailer: w.Mailer, Now: w.Now, Rand: rand.Reader,
		}),
		Devices: device.New(device.Deps{
			DB:       store.Bind(w.DB, func(tx *store.Tx) device.Store { return tx }),
			Registry: w.Registry, Verify: w.Tokens.Verify, Now: w.Now, Secret: w.Ghosts.Secret,
		}),
		Enrol: enrol.New(enrol.Deps{
			DB:       store.Bind(w.DB, func(tx *store.Tx) enrol.Store { return tx }),
			Registry: w.Registry, Sessions: signIn, Verify: w.Tokens.Verify, RelyingParty: rp, Now: w.Now, Rand: rand.Reader,
		}),
		Sessions: session.New(session.Deps{
			DB:       store.Bind(w.DB, func(tx *store.Tx) session.Store { return tx }),
			Registry: w.Registry, Verify: w.Tokens.Verify, Now: w.Now,
		}),
		Grants: grant.New(grant.Deps{
			DB:       store.Bind(w.DB, func(tx *store.Tx) grant.Store { return tx }),
			Registry: w.Registry, Tokens: w.Tokens, Opaque: opaque, Now: w.Now, Rand: rand.Reader,
		}),
	})
	w.AddUser("ann", nil)
	return users{api{service: idp.Service(service), db: w.DB}, w}
}

// signIn gives the answer to a sign-in by password.
func (a users) signIn(t *testing.T, more m) m {
	t.Helper()
	return a.must(t, "InitiateAuth", m{"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": with(m{"USERNAME": "ann", "PASSWORD": pooltest.Password}, more)})
}

func (a users) respond(t *testing.T, challenge string, before, answers m) m {
	t.Helper()
	return a.must(t, "RespondToAuthChallenge", m{"ClientId": client, "ChallengeName": challenge, "Session": before["Session"],
		"ChallengeResponses": with(m{"USERNAME": "ann"}, answers)})
}

// access is the access token of an answer.
func access(t *testing.T, answer m) m {
	t.Helper()
	result, ok := answer["AuthenticationResult"].(m)
	if !ok {
		t.Fatalf("no tokens in %v", answer)
	}
	return m{"AccessToken": result["AccessToken"]}
}

func (a users) code(t *testing.T, seed any) string {
	t.Helper()
	s, err := totp.ParseSecret(seed.(string))
	a.w.Check(err)
	return s.Code(totp.Step(a.w.Now()))
}

func withFactors(p *userpool.Pool, _ *userpool.Client) {
	p.MFA, p.SoftwareTokenMFA, p.SMSMFA = userpool.MFAOptional, true, &userpool.SMSMFA{}
	p.FirstFactors = append(p.FirstFactors, userpool.FactorWebAuthn)
	p.WebAuthn = &userpool.WebAuthn{FactorConfig: "MULTI_FACTOR_WITH_USER_VERIFICATION"}
}

func TestSoftwareToken(t *testing.T) {
	t.Parallel()
	a := startFactors(t, withFactors)
	token := access(t, a.signIn(t, nil))
	call := func(more m) m { return with(m{"AccessToken": token["AccessToken"]}, more) }
	a.refused(t, "SetUserMFAPreference", call(m{"SoftwareTokenMfaSettings": m{"Enabled": true}}),
		"InvalidParameterException: User has not set up software token mfa")
	seed := a.must(t, "AssociateSoftwareToken", token)["SecretCode"]
	a.refused(t, "SetUserMFAPreference", call(m{"SoftwareTokenMfaSettings": m{"Enabled": true}}),
		"InvalidParameterException: User has not verified software token mfa")
	a.refused(t, "VerifySoftwareToken", call(m{"UserCode": pooltest.WrongCode(a.code(t, seed))}),
		"EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA")
	same(t, a.must(t, "VerifySoftwareToken", call(m{"UserCode": a.code(t, seed), "FriendlyDeviceName": "phone"})), `{"Status":"SUCCESS"}`)
	same(t, a.must(t, "SetUserMFAPreference", call(m{"SoftwareTokenMfaSettings": m{"Enabled": true, "PreferredMfa": true}})), `{}`)
	factors := `{"Username":"ann","PreferredMfaSetting":"SOFTWARE_TOKEN_MFA","UserMFASettingList":["SOFTWARE_TOKEN_MFA"],
		"ConfiguredUserAuthFactors":["PASSWORD","SOFTWARE_TOKEN"]}`
	same(t, a.must(t, "GetUserAuthFactors", token), factors)
	same(t, a.must(t, "AdminGetUserAuthFactors", admin(nil)), factors)

	a.w.Advance(time.Minute) // the code of the registration is used up
	asked := a.signIn(t, nil)
	if asked["ChallengeName"] != "SOFTWARE_TOKEN_MFA" || asked["ChallengeParameters"].(m)["FRIENDLY_DEVICE_NAME"] != "phone" {
		t.Fatalf("sign-in answers %v", asked)
	}
	access(t, a.respond(t, "SOFTWARE_TOKEN_MFA", asked, m{"SOFTWARE_TOKEN_MFA_CODE": a.code(t, seed)}))

	same(t, a.must(t, "AdminDeleteSoftwareToken", admin(nil)), `{}`)
	same(t, a.must(t, "AdminGetUserAuthFactors", admin(nil)), `{"Username":"ann","ConfiguredUserAuthFactors":["PASSWORD"]}`)
	access(t, a.signIn(t, nil))
	a.refused(t, "AdminDeleteSoftwareToken", admin(m{"Username": "bob"}), "UserNotFoundException: User does not exist.")
	a.refused(t, "AdminGetUserAuthFactors", admin(m{"Username": "bob"}), "UserNotFoundException: User does not exist.")
	a.refused(t, "GetUserAuthFactors", m{"AccessToken": "x"}, "NotAuthorizedException: Invalid Access Token")
}

// MFA_SETUP by Session, as the same two operations.
func TestSoftwareTokenBySession(t *testing.T) {
	t.Parallel()
	a := startFactors(t, func(p *userpool.Pool, c *userpool.Client) { withFactors(p, c); p.MFA, p.SMSMFA = userpool.MFAOn, nil })
	asked := a.signIn(t, nil)
	if asked["ChallengeName"] != "MFA_SETUP" {
		t.Fatalf("sign-in answers %v", asked)
	}
	associated := a.must(t, "AssociateSoftwareToken", m{"Session": asked["Session"]})
	a.refused(t, "AssociateSoftwareToken", m{"Session": asked["Session"]},
		"NotAuthorizedException: Invalid session for the user, session can only be used once.")
	verified := a.must(t, "VerifySoftwareToken", m{"Session": associated["Session"], "UserCode": a.code(t, associated["SecretCode"])})
	if verified["Status"] != "SUCCESS" {
		t.Errorf("VerifySoftwareToken answers %v", verified)
	}
	token := access(t, a.respond(t, "MFA_SETUP", verified, nil))
	if got := a.must(t, "GetUser", token)["PreferredMfaSetting"]; got != "SOFTWARE_TOKEN_MFA" {
		t.Errorf("preferred is %v", got)
	}
	for _, op := range []string{"AssociateSoftwareToken", "VerifySoftwareToken"} {
		a.refused(t, op, m{"UserCode": "123456"}, "InvalidParameterException: Exactly one of AccessToken and Session is required.")
	}
}

func TestSoftwareTokenOff(t *testing.T) {
	t.Parallel()
	a := startFactors(t, nil)
	token := access(t, a.signIn(t, nil))
	const off = "SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool"
	a.refused(t, "AssociateSoftwareToken", token, off)
	a.refused(t, "VerifySoftwareToken", with(token, m{"UserCode": "123456"}), off)
}

func TestMFAPreference(t *testing.T) {
	t.Parallel()
	a := startFactors(t, withFactors)
	on := m{"Enabled": true}
	a.refused(t, "AdminSetUserMFAPreference", admin(m{"SMSMfaSettings": on}),
		"InvalidParameterException: User does not have delivery config set to turn on SMS_MFA")
	a.w.Change(a.w.User("ann").Sub, func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"phone_number": "+15550100", "email": "ann@example.com"}
	})
	a.refused(t, "AdminSetUserMFAPreference", admin(m{"WebAuthnMfaSettings": on}),
		"InvalidParameterException: WebAuthn MFA requires another MFA method to be enabled.")
	same(t, a.must(t, "AdminSetUserMFAPreference", admin(m{"SMSMfaSettings": on, "EmailMfaSettings": m{"Enabled": true, "PreferredMfa": true},
		"WebAuthnMfaSettings": on})), `{}`)
	u := a.w.User("ann")
	want := userpool.MFAState{SMSEnabled: true, EmailEnabled: true, PasskeyEnabled: true, Preferred: "EMAIL_OTP"}
	if diff := cmp.Diff(want, u.MFA); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	a.refused(t, "AdminSetUserMFAPreference", admin(m{"SMSMfaSettings": m{"PreferredMfa": true}}),
		"InvalidParameterException: SMS_MFA cannot be preferred without being enabled.")
	a.refused(t, "AdminSetUserMFAPreference", admin(m{"Username": "bob"}), "UserNotFoundException: User does not exist.")
	a.refused(t, "AdminSetUserMFAPreference", admin(m{"UserPoolId": "us-east-1_Nowhere00"}),
		"ResourceNotFoundException: User pool us-east-1_Nowhere00 does not exist.")
}

func TestPasskeys(t *testing.T) {
	t.Parallel()
	a := startFactors(t, withFactors)
	token := access(t, a.signIn(t, nil))
	call := func(more m) m { return with(m{"AccessToken": token["AccessToken"]}, more) }
	same(t, a.must(t, "ListWebAuthnCredentials", token), `{"Credentials":[]}`)
	key := pooltest.NewAuthenticator(t, "example.com")
	register := func() m {
		options, err := json.Marshal(a.must(t, "StartWebAuthnRegistration", token)["CredentialCreationOptions"])
		a.w.Check(err)
		return call(m{"Credential": json.RawMessage(key.Register(options))})
	}
	answer := register()
	same(t, a.must(t, "CompleteWebAuthnRegistration", answer), `{}`)
	a.refused(t, "CompleteWebAuthnRegistration", answer, "WebAuthnChallengeNotFoundException: Challenge not found")
	a.refused(t, "CompleteWebAuthnRegistration", register(), "InvalidParameterException: Credential is already registered")
	register()
	a.refused(t, "CompleteWebAuthnRegistration", call(m{"Credential": m{"id": "x"}}), "InvalidParameterException: Credential data is not valid")
	lies := map[string]func(){
		"WebAuthnOriginNotAllowedException: Origin is not allowed":             func() { key.Origin = "https://evil.example" },
		"WebAuthnRelyingPartyMismatchException: Relying party does not match":  func() { key.RelyingParty = "evil.example" },
		"WebAuthnCredentialNotSupportedException: Credential is not supported": func() { key.Format = "tpm" },
	}
	honest := *key
	for want, lie := range lies {
		*key = honest
		lie()
		a.refused(t, "CompleteWebAuthnRegistration", register(), want)
	}
	*key = honest

	id := base64.RawURLEncoding.EncodeToString(key.ID)
	list := a.must(t, "ListWebAuthnCredentials", call(m{"MaxResults": 5}))
	delete(list["Credentials"].([]any)[0].(m), "CreatedAt")
	same(t, list, `{"Credentials":[{"CredentialId":"`+id+`","FriendlyCredentialName":"Platform passkey","RelyingPartyId":"example.com",
		"AuthenticatorAttachment":"platform","AuthenticatorTransports":["internal","hybrid"]}]}`)

	asked := a.must(t, "InitiateAuth", m{"ClientId": client, "AuthFlow": "USER_AUTH",
		"AuthParameters": m{"USERNAME": "ann", "PREFERRED_CHALLENGE": "WEB_AUTHN"}})
	options := asked["ChallengeParameters"].(m)["CREDENTIAL_REQUEST_OPTIONS"].(string)
	access(t, a.respond(t, "WEB_AUTHN", asked, m{"CREDENTIAL": key.Assert(options)}))

	same(t, a.must(t, "DeleteWebAuthnCredential", call(m{"CredentialId": id})), `{}`)
	a.refused(t, "DeleteWebAuthnCredential", call(m{"CredentialId": id}), "ResourceNotFoundException: Credential does not exist.")
	a.w.Change(a.w.User("ann").Sub, func(u *userpool.User) { u.Status = userpool.Unconfirmed })
	for _, op := range []string{"StartWebAuthnRegistration", "ListWebAuthnCredentials"} {
		a.refused(t, op, token, "NotAuthorizedException: User is not confirmed.")
	}
}

func TestPasskeysOff(t *testing.T) {
	t.Parallel()
	a := startFactors(t, nil)
	a.refused(t, "StartWebAuthnRegistration", access(t, a.signIn(t, nil)), "WebAuthnNotEnabledException: WebAuthn is not enabled for the user pool.")
	a = startFactors(t, func(p *userpool.Pool, c *userpool.Client) { withFactors(p, c); p.WebAuthn = nil })
	a.refused(t, "StartWebAuthnRegistration", access(t, a.signIn(t, nil)),
		"WebAuthnConfigurationMissingException: WebAuthn relying party is not configured for the user pool.")
}

// The life of a remembered device, with the arithmetic of real clients.
func TestDevices(t *testing.T) {
	t.Parallel()
	a := startFactors(t, func(p *userpool.Pool, c *userpool.Client) {
		withFactors(p, c)
		p.Devices = &userpool.DeviceConfiguration{ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true}
	})
	first := a.signIn(t, nil)
	token := access(t, first)
	meta := first["AuthenticationResult"].(m)["NewDeviceMetadata"].(m)
	key, group := meta["DeviceKey"].(string), meta["DeviceGroupKey"].(string)
	this := func(more m) m { return with(m{"AccessToken": token["AccessToken"], "DeviceKey": key}, more) }
	a.refused(t, "GetDevice", this(nil), "ResourceNotFoundException: Device does not exist.")
	password, v, err := srp.NewDeviceVerifier(rand.Reader, group, key)
	a.w.Check(err)
	confirm := this(m{"DeviceName": "laptop", "DeviceSecretVerifierConfig": m{
		"Salt": base64.StdEncoding.EncodeToString(v.Salt), "PasswordVerifier": base64.StdEncoding.EncodeToString(v.V)}})
	a.refused(t, "ConfirmDevice", with(m{"AccessToken": token["AccessToken"]}, m{"DeviceKey": "us-east-1_0"}),
		"InvalidParameterException: Invalid device key given.")
	same(t, a.must(t, "ConfirmDevice", confirm), `{"UserConfirmationNecessary":true}`)
	a.refused(t, "ConfirmDevice", confirm, "DeviceKeyExistsException: Device already exists.")
	same(t, a.must(t, "UpdateDeviceStatus", this(m{"DeviceRememberedStatus": "remembered"})), `{}`)

	got := a.must(t, "GetDevice", this(nil))["Device"].(m)
	if last := got["DeviceLastAuthenticatedDate"].(float64); last != float64(int64(last)) {
		t.Errorf("DeviceLastAuthenticatedDate %v has a fraction", last)
	}
	if diff := cmp.Diff(got, a.must(t, "AdminGetDevice", admin(m{"DeviceKey": key}))["Device"]); diff != "" {
		t.Errorf("GetDevice and AdminGetDevice differ\n%s", diff)
	}
	list := a.must(t, "ListDevices", token)
	if diff := cmp.Diff(list, a.must(t, "AdminListDevices", admin(nil))); diff != "" || len(list["Devices"].([]any)) != 1 {
		t.Errorf("%v, ListDevices and AdminListDevices differ\n%s", list, diff)
	}

	asked := a.signIn(t, m{"DEVICE_KEY": key})
	if asked["ChallengeName"] != "DEVICE_SRP_AUTH" {
		t.Fatalf("sign-in answers %v", asked)
	}
	c, err := srp.NewClient(rand.Reader, group, key)
	a.w.Check(err)
	asked = a.respond(t, "DEVICE_SRP_AUTH", asked, m{"DEVICE_KEY": key, "SRP_A": srp.Hex(c.A())})
	p := asked["ChallengeParameters"].(m)
	shared, err := c.Key(p["SRP_B"].(string), p["SALT"].(string), password)
	a.w.Check(err)
	block, err := base64.StdEncoding.DecodeString(p["SECRET_BLOCK"].(string))
	a.w.Check(err)
	ts := srp.FormatTimestamp(a.w.Now())
	done := a.respond(t, "DEVICE_PASSWORD_VERIFIER", asked, m{"DEVICE_KEY": key, "TIMESTAMP": ts, "PASSWORD_CLAIM_SECRET_BLOCK": p["SECRET_BLOCK"],
		"PASSWORD_CLAIM_SIGNATURE": base64.StdEncoding.EncodeToString(c.Sign(shared, block, ts))})
	claims, err := base64.RawURLEncoding.DecodeString(strings.Split(access(t, done)["AccessToken"].(string), ".")[1])
	a.w.Check(err)
	if parse(t, string(claims))["device_key"] != key {
		t.Errorf("access token of a device: %s", claims)
	}

	same(t, a.must(t, "AdminUpdateDeviceStatus", admin(m{"DeviceKey": key, "DeviceRememberedStatus": "not_remembered"})), `{}`)
	access(t, a.signIn(t, m{"DEVICE_KEY": key}))
	if out := a.must(t, "ForgetDevice", this(nil)); out != nil {
		t.Errorf("ForgetDevice answers %v, want nothing", out)
	}
	for _, op := range []string{"GetDevice", "ForgetDevice"} {
		a.refused(t, op, this(nil), "ResourceNotFoundException: Device does not exist.")
	}
	for _, op := range []string{"AdminGetDevice", "AdminForgetDevice", "AdminUpdateDeviceStatus"} {
		a.refused(t, op, admin(m{"DeviceKey": key}), "ResourceNotFoundException: Device does not exist.")
	}
}

func TestDevicesOff(t *testing.T) {
	t.Parallel()
	a := startFactors(t, nil)
	const off = "InvalidUserPoolConfigurationException: Device tracking is not enabled for the user pool."
	token := with(access(t, a.signIn(t, nil)), m{"DeviceKey": "us-east-1_0"})
	for _, op := range []string{"ConfirmDevice", "GetDevice", "ListDevices", "UpdateDeviceStatus", "ForgetDevice"} {
		a.refused(t, op, token, off)
	}
	for _, op := range []string{"AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus", "AdminForgetDevice"} {
		a.refused(t, op, admin(m{"DeviceKey": "us-east-1_0"}), off)
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	a := startFactors(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.Sessions = userpool.SessionTracking{Enabled: true, MaxPerUser: 2}
	})
	evicted := access(t, a.signIn(t, nil))
	other := access(t, a.signIn(t, nil))
	mine := access(t, a.signIn(t, nil))
	a.refused(t, "ListUserSessions", evicted, "NotAuthorizedException: Access Token has been revoked")
	list := a.must(t, "ListUserSessions", mine)["Sessions"].([]any)
	if len(list) != 2 {
		t.Fatalf("%d sessions, want 2", len(list))
	}
	one, two := list[0].(m), list[1].(m)
	own, id := one["SessionId"], two["SessionId"]
	for _, s := range []m{one, two} {
		for _, date := range []string{"CreateDate", "LastActiveDate", "SessionId"} {
			if s[date] == nil {
				t.Errorf("%s is missing", date)
			}
			delete(s, date)
		}
	}
	same(t, one, `{"SessionType":"TOKEN","ClientId":"`+client+`","DeviceType":"unknown","LastLocation":{"Country":"unknown"},"IsCurrentSession":true}`)
	same(t, two, `{"SessionType":"TOKEN","ClientId":"`+client+`","DeviceType":"unknown","LastLocation":{"Country":"unknown"},"IsCurrentSession":false}`)

	revoke := func(id any) m { return m{"AccessToken": mine["AccessToken"], "SessionId": id} }
	a.refused(t, "RevokeUserSession", revoke(own), "InvalidParameterException: The current session cannot be revoked.")
	same(t, a.must(t, "RevokeUserSession", revoke(id)), `{}`)
	a.refused(t, "RevokeUserSession", revoke(id), "ResourceNotFoundException: Session does not exist.")
	a.refused(t, "ListUserSessions", other, "NotAuthorizedException: Access Token has been revoked")
	a.refused(t, "AdminRevokeUserSession", admin(m{"SessionId": id}), "ResourceNotFoundException: Session does not exist.")
	a.refused(t, "AdminRevokeUserSession", admin(m{"SessionId": id, "Username": "bob"}), "UserNotFoundException: User does not exist.")
	same(t, a.must(t, "AdminRevokeUserSession", admin(m{"SessionId": own, "RevokeAssociatedSessions": "LINKED"})), `{}`)
	same(t, a.must(t, "AdminListUserSessions", admin(nil)), `{"Sessions":[]}`)
	a.refused(t, "AdminListUserSessions", admin(m{"NextToken": "x"}), "InvalidParameterException: Invalid pagination token given.")
}

func TestSessionsOff(t *testing.T) {
	t.Parallel()
	a := startFactors(t, nil)
	token := with(access(t, a.signIn(t, nil)), m{"SessionId": "tkn0000000000000000000000000"})
	const off = "OperationNotEnabledException: User session tracking is not enabled for user pool " + pool + "."
	for _, op := range []string{"ListUserSessions", "RevokeUserSession"} {
		a.refused(t, op, token, off)
	}
	for _, op := range []string{"AdminListUserSessions", "AdminRevokeUserSession"} {
		a.refused(t, op, admin(m{"SessionId": "tkn0000000000000000000000000"}), off)
	}
}

// RevokeToken ends the browser's session too when it is told to.
func TestRevokeLinked(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]bool{"NONE": false, "LINKED": true} {
		a := startFactors(t, nil)
		u, now := a.w.User("ann"), a.w.Now()
		f := userpool.TokenFamily{Pool: u.Pool, ID: "family", Sub: u.Sub, Client: pooltest.ClientID, AuthTime: now, Created: now,
			Expires: now.Add(time.Hour), Origin: "sso0"}
		a.w.Update(func(tx *store.Tx) error {
			if err := tx.PutSSOSession(userpool.SSOSession{Pool: u.Pool, ID: "sso0", Key: []byte("k"), Sub: u.Sub, Created: now, FreshAuth: now}); err != nil {
				return err
			}
			return tx.InsertFamily(f)
		})
		same(t, a.must(t, "RevokeToken", m{"ClientId": client, "Token": a.w.Tokens.RefreshToken(&f), "RevokeAssociatedSessions": mode}), `{}`)
		a.w.View(func(tx *store.Tx) error {
			s, err := tx.SSOSession(u.Pool, "sso0")
			if err == nil && s.Revoked != want {
				t.Errorf("%s: the SSO session is revoked: %v", mode, s.Revoked)
			}
			return err
		})
	}
}

func TestGetClientToken(t *testing.T) {
	t.Parallel()
	const secret, second = "secret000000000000000000", "second000000000000000000"
	machine := func(_ *userpool.Pool, c *userpool.Client) {
		c.Secrets = []userpool.ClientSecret{{ID: "1", Value: secret}, {ID: "2", Value: second}}
		c.AuthFlows, c.OAuthScopes = []string{userpool.AllowClientToken}, []string{"api/read", "api/write", "api/gone"}
		c.Access = userpool.TokenValidity{Value: 5, Unit: "minutes"}
	}
	call := func(more m) m { return with(m{"ClientId": client, "Secret": secret}, more) }
	begin := func(change func(*userpool.Pool, *userpool.Client)) users {
		a := startFactors(t, change)
		a.w.Update(func(tx *store.Tx) error {
			return tx.InsertResourceServer(&userpool.ResourceServer{Pool: pooltest.PoolID, Identifier: "api", Name: "api",
				Scopes: []userpool.ResourceScope{{Name: "read"}, {Name: "write"}}})
		})
		return a
	}
	a := begin(machine)
	for _, tt := range []struct {
		request m
		scope   string
	}{
		{call(nil), "api/read api/write"},
		{call(m{"Secret": second}), "api/read api/write"},
		{call(m{"Scopes": []string{"api/write", "api/write"}}), "api/write"},
	} {
		out := a.must(t, "GetClientToken", tt.request)["ClientAuthenticationResult"].(m)
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(out["AccessToken"].(string), ".")[1])
		a.w.Check(err)
		c := parse(t, string(payload))
		if c["scope"] != tt.scope || c["client_id"] != client || c["sub"] != client || c["token_use"] != "access" || c["exp"].(float64)-c["iat"].(float64) != 300 {
			t.Errorf("claims %s", payload)
		}
		a.refused(t, "GetUserAuthFactors", m{"AccessToken": out["AccessToken"]}, "NotAuthorizedException: Access Token does not have required scopes")
		delete(out, "AccessToken")
		same(t, out, `{"ExpiresIn":300,"TokenType":"Bearer"}`)
	}
	const wrong = "NotAuthorizedException: Invalid client or secret"
	a.refused(t, "GetClientToken", call(m{"Secret": "wrong0000000000000000000"}), wrong)
	a.refused(t, "GetClientToken", call(m{"ClientId": "nobody"}), "ResourceNotFoundException: User pool client nobody does not exist.")
	for _, scope := range []string{"api/admin", "api/gone", "openid"} {
		a.refused(t, "GetClientToken", call(m{"Scopes": []string{scope}}), "InvalidParameterException: Invalid scope requested: "+scope)
	}
	begin(func(p *userpool.Pool, c *userpool.Client) { machine(p, c); c.Secrets = nil }).refused(t, "GetClientToken", call(nil), wrong)
	begin(func(p *userpool.Pool, c *userpool.Client) { machine(p, c); c.AuthFlows = []string{userpool.AllowSRP} }).
		refused(t, "GetClientToken", call(nil), "NotAuthorizedException: CLIENT_TOKEN_AUTH is not enabled for the client.")
	begin(func(p *userpool.Pool, c *userpool.Client) { machine(p, c); c.OAuthScopes = nil }).
		refused(t, "GetClientToken", call(nil), "InvalidParameterException: The client has no scopes.")
	begin(func(p *userpool.Pool, c *userpool.Client) { machine(p, c); c.OAuthScopes = []string{"openid"} }).
		refused(t, "GetClientToken", call(nil), "InvalidParameterException: Invalid scope requested: openid")
}
