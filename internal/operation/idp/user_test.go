package idp_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	operation "github.com/cognate-id/cognate/internal/operation/idp"
	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/directory"
	"github.com/cognate-id/cognate/internal/userpool/profile"
	"github.com/cognate-id/cognate/internal/userpool/recovery"
	"github.com/cognate-id/cognate/internal/userpool/signup"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

const (
	client = string(pooltest.ClientID)
	pool   = string(pooltest.PoolID)
	fresh  = "N3w-Passw0rd"
)

// users calls the operations on users, in the pool of w.
type users struct {
	api
	w *pooltest.World
}

func startUsers(t *testing.T, change func(*userpool.Pool, *userpool.Client)) users {
	t.Helper()
	w := pooltest.New(t, change)
	service := operation.New(operation.Deps{
		Account: account,
		Signup: signup.New(signup.Deps{
			DB:       store.Bind(w.DB, func(tx *store.Tx) signup.Store { return tx }),
			Registry: w.Registry, Passwords: w.Passwords, Mailer: w.Mailer, Hooks: w.Functions, Ghosts: w.Ghosts, Now: w.Now, Rand: rand.Reader,
		}),
		Recovery: recovery.New(recovery.Deps{
			DB:       store.Bind(w.DB, func(tx *store.Tx) recovery.Store { return tx }),
			Registry: w.Registry, Passwords: w.Passwords, Mailer: w.Mailer, Hooks: w.Functions, Ghosts: w.Ghosts, Now: w.Now, Rand: rand.Reader,
		}),
		Profile: profile.New(profile.Deps{
			DB:       store.Bind(w.DB, func(tx *store.Tx) profile.Store { return tx }),
			Registry: w.Registry, Tokens: w.Tokens, Passwords: w.Passwords, Mailer: w.Mailer, Now: w.Now, Rand: rand.Reader,
		}),
		Directory: directory.New(directory.Deps{
			DB:       store.Bind(w.DB, func(tx *store.Tx) directory.Store { return tx }),
			Registry: w.Registry, Passwords: w.Passwords, Mailer: w.Mailer, Now: w.Now, Rand: rand.Reader,
		}),
	})
	return users{api{service: idp.Service(service), db: w.DB}, w}
}

// public is the request of an unsigned call for ann.
func public(more m) m { return with(m{"ClientId": client, "Username": "ann"}, more) }

// admin is the request of a signed call for ann.
func admin(more m) m { return with(m{"UserPoolId": pool, "Username": "ann"}, more) }

func with(base, more m) m {
	for k, v := range more {
		base[k] = v
	}
	return base
}

func attribute(name, value string) m { return m{"Name": name, "Value": value} }

func seconds(t time.Time) string { return fmt.Sprintf("%.3f", float64(t.UnixMilli())/1000) }

const details = `{"Destination":"a***@e***","DeliveryMedium":"EMAIL","AttributeName":"email"}`

func TestRegistration(t *testing.T) {
	t.Parallel()
	a := startUsers(t, nil)
	out := a.must(t, "SignUp", public(m{"Password": pooltest.Password, "UserAttributes": []m{attribute("email", "ann@example.com")},
		"ValidationData": []m{attribute("v", "1")}, "ClientMetadata": m{"k": "v"}}))
	sub := out["UserSub"].(string)
	same(t, out, `{"UserConfirmed":false,"UserSub":"`+sub+`","CodeDeliveryDetails":`+details+`}`)
	a.refused(t, "SignUp", public(m{"Password": pooltest.Password}), "UsernameExistsException: User already exists")
	a.refused(t, "SignUp", public(m{"Username": "bob", "Password": pooltest.Password, "UserAttributes": []m{{"Name": "email"}}}),
		"InvalidParameterException: Attribute value for email must not be null")
	same(t, a.must(t, "ResendConfirmationCode", public(nil)), `{"CodeDeliveryDetails":`+details+`}`)
	code := a.w.LastCode("ann@example.com")
	a.refused(t, "ConfirmSignUp", public(m{"ConfirmationCode": pooltest.WrongCode(code)}),
		"CodeMismatchException: Invalid verification code provided, please try again.")
	a.refused(t, "ConfirmSignUp", public(m{"Username": "bob", "ConfirmationCode": code}),
		"UserNotFoundException: Username/client id combination not found.")
	same(t, a.must(t, "ConfirmSignUp", public(m{"ConfirmationCode": code})), `{}`)
	a.refused(t, "ConfirmSignUp", public(m{"ConfirmationCode": code}), "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED")
	a.refused(t, "ResendConfirmationCode", public(nil), "InvalidParameterException: User is already confirmed.")

	u := a.w.User("ann")
	attrs := `[{"Name":"sub","Value":"` + sub + `"},{"Name":"email","Value":"ann@example.com"},{"Name":"email_verified","Value":"true"}]`
	same(t, a.must(t, "AdminGetUser", admin(nil)), `{"Username":"ann","UserAttributes":`+attrs+`,"Enabled":true,"UserStatus":"CONFIRMED",
		"UserCreateDate":`+seconds(u.Created)+`,"UserLastModifiedDate":`+seconds(u.Modified)+`}`)
	access, _ := a.w.SignIn(u)
	same(t, a.must(t, "GetUser", m{"AccessToken": access}), `{"Username":"ann","UserAttributes":`+attrs+`}`)
	same(t, a.must(t, "ListUsers", m{"UserPoolId": pool, "Filter": `email = "ANN@example.com"`, "AttributesToGet": []string{"sub"}}),
		`{"Users":[{"Username":"ann","Attributes":[{"Name":"sub","Value":"`+sub+`"}],"Enabled":true,"UserStatus":"CONFIRMED",
		"UserCreateDate":`+seconds(u.Created)+`,"UserLastModifiedDate":`+seconds(u.Modified)+`}]}`)
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	a := startUsers(t, nil)
	body := admin(m{"UserAttributes": []m{attribute("email", "ann@example.com")}, "DesiredDeliveryMediums": []string{"EMAIL"}, "TemporaryPassword": "Temp-0rary"})
	out := a.must(t, "AdminCreateUser", body)
	u := a.w.User("ann")
	same(t, out, `{"User":{"Username":"ann","Attributes":[{"Name":"sub","Value":"`+string(u.Sub)+`"},{"Name":"email","Value":"ann@example.com"}],
		"Enabled":true,"UserStatus":"FORCE_CHANGE_PASSWORD","UserCreateDate":`+seconds(u.Created)+`,"UserLastModifiedDate":`+seconds(u.Created)+`}}`)
	if got := a.w.LastCode("ann@example.com"); got != "Temp-0rary" {
		t.Errorf("the message holds %q", got)
	}
	a.refused(t, "AdminCreateUser", body, "UsernameExistsException: User account already exists")
	a.must(t, "AdminCreateUser", with(body, m{"MessageAction": "RESEND"}))
	a.refused(t, "AdminConfirmSignUp", admin(nil), "NotAuthorizedException: User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD")
	same(t, a.must(t, "AdminSetUserPassword", admin(m{"Password": fresh, "Permanent": true})), `{}`)
	a.refused(t, "AdminCreateUser", body, "UnsupportedUserStateException: Resend not possible. ann status is not FORCE_CHANGE_PASSWORD")
	a.refused(t, "AdminSetUserPassword", admin(m{"Password": "short1"}), "InvalidPasswordException: Password did not conform with policy: Password not long enough")
	a.refused(t, "AdminResetUserPassword", admin(nil),
		"InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number")
	same(t, a.must(t, "AdminUpdateUserAttributes", admin(m{"UserAttributes": []m{attribute("email_verified", "true")}})), `{}`)
	same(t, a.must(t, "AdminResetUserPassword", admin(nil)), `{}`)
	same(t, a.must(t, "ConfirmForgotPassword", public(m{"ConfirmationCode": a.w.LastCode("ann@example.com"), "Password": "An0ther-one"})), `{}`)
	same(t, a.must(t, "AdminDeleteUserAttributes", admin(m{"UserAttributeNames": []string{"email"}})), `{}`)
	if out := a.must(t, "AdminDeleteUser", admin(nil)); out != nil {
		t.Errorf("AdminDeleteUser answers %v, want nothing", out)
	}
	a.refused(t, "AdminDeleteUser", admin(nil), "UserNotFoundException: User does not exist.")
}

func TestForgottenPassword(t *testing.T) {
	t.Parallel()
	a := startUsers(t, func(p *userpool.Pool, _ *userpool.Client) { p.Password.HistorySize = 1 })
	a.w.AddUser("ann", func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"email": "ann@example.com", "email_verified": "true"}
	})
	a.refused(t, "ForgotPassword", public(m{"Username": "bob"}), "UserNotFoundException: Username/client id combination not found.")
	same(t, a.must(t, "ForgotPassword", public(nil)), `{"CodeDeliveryDetails":`+details+`}`)
	code := a.w.LastCode("ann@example.com")
	confirm := func(code, password string) m { return public(m{"ConfirmationCode": code, "Password": password}) }
	a.refused(t, "ConfirmForgotPassword", confirm(pooltest.WrongCode(code), fresh), "CodeMismatchException: Invalid verification code provided, please try again.")
	a.refused(t, "ConfirmForgotPassword", confirm(code, pooltest.Password), "PasswordHistoryPolicyViolationException: Password has previously been used")
	a.must(t, "ConfirmForgotPassword", confirm(code, fresh))
	a.refused(t, "ConfirmForgotPassword", confirm(code, fresh), "ExpiredCodeException: Invalid code provided, please request a code again.")
	for range 15 {
		a.must(t, "ForgotPassword", public(nil))
	}
	a.refused(t, "ForgotPassword", public(nil), "LimitExceededException: Attempt limit exceeded, please try after some time.")
}

func TestOwnAccount(t *testing.T) {
	t.Parallel()
	a := startUsers(t, nil)
	access, refresh := a.w.SignIn(a.w.AddUser("ann", func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"phone_number": "+14325559934"}
	}))
	token := func(more m) m { return with(m{"AccessToken": access}, more) }
	same(t, a.must(t, "UpdateUserAttributes", token(m{"UserAttributes": []m{attribute("email", "ann@example.com")}})), `{"CodeDeliveryDetailsList":[`+details+`]}`)
	same(t, a.must(t, "UpdateUserAttributes", token(m{"UserAttributes": []m{attribute("name", "Ann")}})), `{"CodeDeliveryDetailsList":[]}`)
	a.refused(t, "UpdateUserAttributes", token(m{"UserAttributes": []m{attribute("email_verified", "true")}}),
		"NotAuthorizedException: A client attempted to write unauthorized attribute")
	same(t, a.must(t, "GetUserAttributeVerificationCode", token(m{"AttributeName": "email"})), `{"CodeDeliveryDetails":`+details+`}`)
	code := a.w.LastCode("ann@example.com")
	a.refused(t, "VerifyUserAttribute", token(m{"AttributeName": "email", "Code": pooltest.WrongCode(code)}),
		"CodeMismatchException: Invalid verification code provided, please try again.")
	same(t, a.must(t, "VerifyUserAttribute", token(m{"AttributeName": "email", "Code": code})), `{}`)
	same(t, a.must(t, "DeleteUserAttributes", token(m{"UserAttributeNames": []string{"name"}})), `{}`)

	sms := []m{{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}}
	same(t, a.must(t, "SetUserSettings", token(m{"MFAOptions": sms})), `{}`)
	same(t, a.must(t, "GetUser", token(nil)), `{"Username":"ann","UserAttributes":[{"Name":"sub","Value":"sub-of-ann"},
		{"Name":"email","Value":"ann@example.com"},{"Name":"email_verified","Value":"true"},{"Name":"phone_number","Value":"+14325559934"}],
		"MFAOptions":[{"DeliveryMedium":"SMS","AttributeName":"phone_number"}]}`)
	same(t, a.must(t, "AdminSetUserSettings", admin(m{"MFAOptions": []m{}})), `{}`)
	a.refused(t, "AdminSetUserSettings", admin(m{"MFAOptions": []m{{"DeliveryMedium": "EMAIL"}}}),
		"InvalidParameterException: Invalid MFA options: only SMS to phone_number can be set.")

	same(t, a.must(t, "ChangePassword", token(m{"PreviousPassword": pooltest.Password, "ProposedPassword": fresh})), `{}`)
	a.refused(t, "ChangePassword", token(m{"PreviousPassword": pooltest.Password, "ProposedPassword": fresh}), "NotAuthorizedException: Incorrect username or password.")
	a.refused(t, "RevokeToken", m{"ClientId": client, "Token": access}, "UnsupportedTokenTypeException: Unsupported token type")
	a.refused(t, "RevokeToken", m{"ClientId": "nobody", "Token": refresh}, "InvalidParameterException: User pool client nobody does not exist.")
	same(t, a.must(t, "RevokeToken", m{"ClientId": client, "Token": refresh}), `{}`)
	a.refused(t, "GetUser", token(nil), "NotAuthorizedException: Access Token has been revoked")

	access, _ = a.w.SignIn(a.w.User("ann"))
	same(t, a.must(t, "GlobalSignOut", token(nil)), `{}`)
	a.refused(t, "GlobalSignOut", token(nil), "NotAuthorizedException: Access Token has been revoked")
	access, _ = a.w.SignIn(a.w.User("ann"))
	same(t, a.must(t, "AdminUserGlobalSignOut", admin(nil)), `{}`)
	a.refused(t, "GetUser", token(nil), "NotAuthorizedException: Access Token has been revoked")
	same(t, a.must(t, "AdminDisableUser", admin(nil)), `{}`)
	same(t, a.must(t, "AdminEnableUser", admin(nil)), `{}`)
	access, _ = a.w.SignIn(a.w.User("ann"))
	if out := a.must(t, "DeleteUser", token(nil)); out != nil {
		t.Errorf("DeleteUser answers %v, want nothing", out)
	}
	a.refused(t, "DeleteUser", token(nil), "UserNotFoundException: User does not exist.")
	a.refused(t, "GlobalSignOut", token(nil), "NotAuthorizedException: Access Token has been revoked")
}

func TestListUsersPages(t *testing.T) {
	t.Parallel()
	a := startUsers(t, nil)
	a.w.AddUser("ann", nil)
	a.w.AddUser("bob", nil)
	first := a.must(t, "ListUsers", m{"UserPoolId": pool, "Limit": 1})
	second := a.must(t, "ListUsers", m{"UserPoolId": pool, "Limit": 1, "PaginationToken": first["PaginationToken"]})
	if name := second["Users"].([]any)[0].(m)["Username"]; name != "bob" {
		t.Errorf("the second page begins with %v", name)
	}
	a.refused(t, "ListUsers", m{"UserPoolId": pool, "PaginationToken": "x"}, "InvalidParameterException: Invalid pagination token given.")
	a.refused(t, "ListUsers", m{"UserPoolId": pool, "Filter": "x"}, "InvalidParameterException: Error while parsing filter")
	same(t, a.must(t, "ListUsers", m{"UserPoolId": pool, "Filter": `name = "x"`}), `{"Users":[]}`)
}

func TestGetCSVHeader(t *testing.T) {
	t.Parallel()
	a := startUsers(t, nil)
	out := a.must(t, "GetCSVHeader", m{"UserPoolId": pool})
	if h := out["CSVHeader"].([]any); out["UserPoolId"] != pool || len(h) != 22 || h[0] != "name" {
		t.Errorf("answer: %v", out)
	}
	a.refused(t, "GetCSVHeader", m{"UserPoolId": "us-east-1_nowhere00"}, "ResourceNotFoundException: User pool us-east-1_nowhere00 does not exist.")
}

// Names and passwords of any form are no server error and no success by accident.
func TestOddUsernames(t *testing.T) {
	t.Parallel()
	a := startUsers(t, func(p *userpool.Pool, _ *userpool.Client) { p.CaseSensitive = new(false) })
	for _, name := range []string{"ann@example.com", "+1432", "ÄÖÜ", "İ", "ß", "e\u0301", "%00", "'--", strings.Repeat("ü", 128)} {
		a.must(t, "SignUp", public(m{"Username": name, "Password": pooltest.Password}))
		if u := a.must(t, "AdminGetUser", admin(m{"Username": name})); u["Username"] != name {
			t.Errorf("%q is read as %q", name, u["Username"])
		}
		a.refused(t, "SignUp", public(m{"Username": strings.ToLower(name), "Password": pooltest.Password}), "UsernameExistsException: User already exists")
	}
	for _, name := range []string{"", " ", "a b", "a\x00b", strings.Repeat("x", 129)} {
		_, f := a.call(t, "SignUp", public(m{"Username": name, "Password": pooltest.Password}))
		if f == nil || f.Code != "InvalidParameterException" {
			t.Errorf("%q: %v", name, f)
		}
	}
}
