package matrix

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/document"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/crypto/totp"
	"github.com/cognate-id/cognate/internal/pooltest"
)

// user is one person with what she holds in her hands.
type user struct {
	*pool
	client client
	cell   cell

	username, email, phone string
	seed                   string // of her authenticator app
	key                    *pooltest.Authenticator
	device                 device
}

// device is what a browser keeps to prove later that it is remembered.
type device struct{ key, group, password string }

// newUser makes the user of a cell ready, while MFA is still optional: she
// remembers her device and registers her factors with the tokens of one
// sign-in, and only then switches factors on.
func (p *pool) newUser(c cell, number int) *user {
	p.t.Helper()
	u := &user{pool: p, client: p.clientOf(c), cell: c, username: fmt.Sprintf("user%d", number)}
	create := &cognito.AdminCreateUserInput{UserPoolId: &p.id, Username: &u.username, MessageAction: types.MessageActionTypeSuppress}
	if c.factor != bare {
		u.email, u.phone = fmt.Sprintf("u%d@%s.example.com", number, p.name), fmt.Sprintf("+1%s%05d", digits(p.name), number)
		create.UserAttributes = []types.AttributeType{
			{Name: aws.String("email"), Value: &u.email}, {Name: aws.String("email_verified"), Value: aws.String("true")},
			{Name: aws.String("phone_number"), Value: &u.phone}, {Name: aws.String("phone_number_verified"), Value: aws.String("true")},
		}
	}
	_, err := p.api.AdminCreateUser(p.t.Context(), create)
	fatal(p.t, err)
	_, err = p.api.AdminSetUserPassword(p.t.Context(), &cognito.AdminSetUserPasswordInput{
		UserPoolId: &p.id, Username: &u.username, Password: aws.String(password), Permanent: true})
	fatal(p.t, err)
	passkey := c.flow == choicePasskey || c.flow == choiceTwo
	if c.remembered || passkey || c.factor == totpOn || c.factor == several {
		in, err := p.api.InitiateAuth(p.t.Context(), &cognito.InitiateAuthInput{ClientId: &u.client.id,
			AuthFlow:       types.AuthFlowTypeUserPasswordAuth,
			AuthParameters: u.signed(map[string]string{"USERNAME": u.username, "PASSWORD": password})})
		fatal(p.t, err)
		u.prepare(in.AuthenticationResult, passkey)
	}
	u.switchOn()
	return u
}

// digits are five that differ between pools well enough: addresses need not
// be unique, only tell whose the newest code is.
func digits(poolName string) string {
	sum := sha256.Sum256([]byte(poolName))
	return fmt.Sprintf("2%04d", (int(sum[0])<<8|int(sum[1]))%10000)
}

func (u *user) prepare(tokens *types.AuthenticationResultType, passkey bool) {
	u.t.Helper()
	if u.cell.remembered {
		u.remember(tokens)
	}
	if u.cell.factor == totpOn || u.cell.factor == several {
		made, err := u.api.AssociateSoftwareToken(u.t.Context(), &cognito.AssociateSoftwareTokenInput{AccessToken: tokens.AccessToken})
		fatal(u.t, err)
		u.seed = *made.SecretCode
		_, err = u.api.VerifySoftwareToken(u.t.Context(), &cognito.VerifySoftwareTokenInput{AccessToken: tokens.AccessToken, UserCode: aws.String(u.code(-1))})
		fatal(u.t, err)
	}
	if passkey {
		u.registerPasskey(tokens.AccessToken)
	}
}

// code is what the authenticator app shows some steps from now. Each is good
// once: registration uses an earlier one than the sign-in.
func (u *user) code(ahead int64) string {
	u.t.Helper()
	secret, err := totp.ParseSecret(u.seed)
	fatal(u.t, err)
	return secret.Code(totp.Step(time.Now()) + ahead)
}

func (u *user) remember(tokens *types.AuthenticationResultType) {
	u.t.Helper()
	made := tokens.NewDeviceMetadata
	if made == nil {
		u.t.Fatalf("%s: no NewDeviceMetadata", u.cell)
	}
	u.device = device{key: *made.DeviceKey, group: *made.DeviceGroupKey}
	var v srp.Verifier
	var err error
	u.device.password, v, err = srp.NewDeviceVerifier(rand.Reader, u.device.group, u.device.key)
	fatal(u.t, err)
	confirmed, err := u.api.ConfirmDevice(u.t.Context(), &cognito.ConfirmDeviceInput{
		AccessToken: tokens.AccessToken, DeviceKey: &u.device.key, DeviceName: aws.String("browser"),
		DeviceSecretVerifierConfig: &types.DeviceSecretVerifierConfigType{
			PasswordVerifier: aws.String(base64.StdEncoding.EncodeToString(v.V)), Salt: aws.String(base64.StdEncoding.EncodeToString(v.Salt))},
	})
	fatal(u.t, err)
	if asks := u.tracking == tracks; confirmed.UserConfirmationNecessary != asks {
		u.t.Errorf("%s: UserConfirmationNecessary is %v", u.cell, confirmed.UserConfirmationNecessary)
	}
	if confirmed.UserConfirmationNecessary {
		_, err = u.api.UpdateDeviceStatus(u.t.Context(), &cognito.UpdateDeviceStatusInput{AccessToken: tokens.AccessToken,
			DeviceKey: &u.device.key, DeviceRememberedStatus: types.DeviceRememberedStatusTypeRemembered})
		fatal(u.t, err)
	}
}

func (u *user) registerPasskey(token *string) {
	u.t.Helper()
	begun, err := u.api.StartWebAuthnRegistration(u.t.Context(), &cognito.StartWebAuthnRegistrationInput{AccessToken: token})
	fatal(u.t, err)
	var options map[string]any
	fatal(u.t, begun.CredentialCreationOptions.UnmarshalSmithyDocument(&options))
	raw, err := json.Marshal(options)
	fatal(u.t, err)
	u.key = pooltest.NewAuthenticator(u.t, "localhost")
	var credential map[string]any
	fatal(u.t, json.Unmarshal(u.key.Register(raw), &credential))
	_, err = u.api.CompleteWebAuthnRegistration(u.t.Context(), &cognito.CompleteWebAuthnRegistrationInput{
		AccessToken: token, Credential: document.NewLazyDocument(credential)})
	fatal(u.t, err)
}

// switchOn sets the preferences that the cell's factor means.
func (u *user) switchOn() {
	u.t.Helper()
	f := u.cell.factor
	if !f.enabled() {
		return
	}
	in := &cognito.AdminSetUserMFAPreferenceInput{UserPoolId: &u.id, Username: &u.username}
	if f == totpOn || f == several {
		in.SoftwareTokenMfaSettings = &types.SoftwareTokenMfaSettingsType{Enabled: true, PreferredMfa: f == totpOn}
	}
	if f == smsOn || f == several {
		in.SMSMfaSettings = &types.SMSMfaSettingsType{Enabled: true, PreferredMfa: f == smsOn}
	}
	if f == emailOn {
		in.EmailMfaSettings = &types.EmailMfaSettingsType{Enabled: true, PreferredMfa: true}
	}
	if u.cell.flow == choiceTwo {
		in.WebAuthnMfaSettings = &types.WebAuthnMfaSettingsType{Enabled: true}
	}
	_, err := u.api.AdminSetUserMFAPreference(u.t.Context(), in)
	fatal(u.t, err)
}

// signed adds the SECRET_HASH of a confidential client.
func (u *user) signed(params map[string]string) map[string]string {
	if u.client.secret != "" {
		params["SECRET_HASH"] = secretHash(u.client, u.username)
	}
	return params
}

func secretHash(c client, username string) string {
	mac := hmac.New(sha256.New, []byte(c.secret))
	mac.Write([]byte(username + c.id))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
