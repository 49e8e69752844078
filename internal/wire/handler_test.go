package wire_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/iam"
	"github.com/cognate-id/cognate/internal/wire/identity"
	"github.com/cognate-id/cognate/internal/wire/idp"
	"github.com/cognate-id/cognate/internal/wire/sts"
	"github.com/cognate-id/cognate/internal/wire/sync"
)

// Each fake implements a few operations that stand for a kind of behaviour.
type fakeIDP struct{ idp.Unimplemented }

func (*fakeIDP) GetUser(context.Context, *idp.GetUserRequest) (*idp.GetUserResponse, error) {
	return &idp.GetUserResponse{Username: new("jo"), UserAttributes: []idp.AttributeType{}}, nil
}

func (*fakeIDP) DeleteUser(context.Context, *idp.DeleteUserRequest) error { return nil }

func (*fakeIDP) GetDevice(context.Context, *idp.GetDeviceRequest) (*idp.GetDeviceResponse, error) {
	return nil, errors.New("secret detail")
}

func (*fakeIDP) SignUp(context.Context, *idp.SignUpRequest) (*idp.SignUpResponse, error) {
	f := idp.UsernameExistsException("User already exists\r\nSet-Cookie: é")
	f.Status = http.StatusConflict // the model knows better
	return nil, f
}

func (*fakeIDP) ForgotPassword(context.Context, *idp.ForgotPasswordRequest) (*idp.ForgotPasswordResponse, error) {
	f := idp.InvalidParameterException("no")
	f.Fields = map[string]string{"reasonCode": "R"}
	return nil, f
}

func (*fakeIDP) ConfirmSignUp(context.Context, *idp.ConfirmSignUpRequest) (*idp.ConfirmSignUpResponse, error) {
	return nil, idp.TermsExistsException("undeclared")
}

func (*fakeIDP) InitiateAuth(context.Context, *idp.InitiateAuthRequest) (*idp.InitiateAuthResponse, error) {
	panic("boom")
}

func (*fakeIDP) AddUserPoolClientSecret(
	context.Context, *idp.AddUserPoolClientSecretRequest,
) (*idp.AddUserPoolClientSecretResponse, error) {
	return nil, errors.New("secret detail")
}

func (*fakeIDP) DescribeUserPool(
	ctx context.Context, in *idp.DescribeUserPoolRequest,
) (*idp.DescribeUserPoolResponse, error) {
	caller, _ := awsproto.CallerFrom(ctx)
	return &idp.DescribeUserPoolResponse{UserPool: &idp.UserPoolType{Id: in.UserPoolId, Arn: new(caller.ARN)}}, nil
}

type fakeIdentity struct{ identity.Unimplemented }

func (*fakeIdentity) UnlinkIdentity(context.Context, *identity.UnlinkIdentityInput) error { return nil }

type fakeSync struct{ sync.Unimplemented }

func (*fakeSync) ListRecords(_ context.Context, in *sync.ListRecordsRequest) (*sync.ListRecordsResponse, error) {
	return &sync.ListRecordsResponse{LastModifiedBy: in.IdentityId, DatasetSyncCount: in.LastSyncCount, Count: in.MaxResults}, nil
}

func (*fakeSync) UpdateRecords(_ context.Context, in *sync.UpdateRecordsRequest) (*sync.UpdateRecordsResponse, error) {
	if in.ClientContext == nil || len(in.RecordPatches) != 1 {
		return nil, errors.New("not bound")
	}
	return nil, sync.ResourceConflictException("conflict")
}

type fakeSTS struct{ sts.Unimplemented }

func (*fakeSTS) GetCallerIdentity(
	ctx context.Context, _ *sts.GetCallerIdentityRequest,
) (*sts.GetCallerIdentityResponse, error) {
	caller, _ := awsproto.CallerFrom(ctx)
	return &sts.GetCallerIdentityResponse{Arn: &caller.ARN}, nil
}

type fakeIAM struct{ iam.Unimplemented }

func (*fakeIAM) GetRole(context.Context, *iam.GetRoleRequest) (*iam.GetRoleResponse, error) {
	return nil, iam.NoSuchEntityException("The role with name <x> cannot be found.")
}

func (*fakeIAM) ListRoles(context.Context, *iam.ListRolesRequest) (*iam.ListRolesResponse, error) {
	return nil, errors.New("secret detail")
}

func (*fakeIAM) DeleteRole(context.Context, *iam.DeleteRoleRequest) error { return nil }

// signer accepts everything that has an Authorization header.
type signer struct{}

func (signer) Authenticate(r *http.Request, _ []byte, service string) (awsproto.Caller, error) {
	if r.Header.Get("Authorization") == "" {
		return awsproto.Caller{}, &awsproto.Fault{
			Code: "MissingAuthenticationToken", Status: http.StatusForbidden, Message: "for " + service,
		}
	}
	return awsproto.Caller{ARN: "arn:aws:iam::123456789012:root"}, nil
}

func newHandler(t *testing.T, observe func(context.Context, awsproto.Event)) *awsproto.Handler {
	t.Helper()
	h, err := awsproto.NewHandler(awsproto.Deps{
		Services: []*awsproto.Service{
			idp.Service(&fakeIDP{}), identity.Service(&fakeIdentity{}), sync.Service(&fakeSync{}),
			sts.Service(&fakeSTS{}), iam.Service(&fakeIAM{}),
		},
		Authenticator: signer{},
		Now:           fixedTime,
		Observe:       observe,
		NewID:         func() string { return "id-1" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A wireCase is a request in short form and the answer it must get.
type wireCase struct {
	name   string
	method string // POST when empty
	path   string // / when empty
	header string // "Name: value" lines
	body   string

	status     int
	wantBody   string
	wantHeader string // lines that must be there
	wantEvent  awsproto.Event
}

const (
	jsonTarget = "X-Amz-Target: AWSCognitoIdentityProviderService."
	formType   = "Content-Type: application/x-www-form-urlencoded; charset=utf-8"
	signed     = "\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/sts/aws4_request, Signature=x"
	stsOpen    = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>`
	iamOpen    = `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error>`
	xmlClose   = `</Error><RequestId>id-1</RequestId></ErrorResponse>`
	datasets   = "/identitypools/us-east-1%3A0a/identities/us-east-1:0b/datasets/a.b"
)

func wireCases() []wireCase {
	return []wireCase{
		{
			name: "JSON output", header: jsonTarget + "GetUser", body: `{"AccessToken":"a.b.c"}`,
			status: 200, wantBody: `{"Username":"jo","UserAttributes":[]}`,
			wantHeader: "Content-Type: application/x-amz-json-1.1\nX-Amzn-Requestid: id-1\nAccess-Control-Allow-Origin: *",
			wantEvent:  awsproto.Event{Service: "cognito-idp", Operation: "GetUser", Status: 200},
		},
		{
			name: "JSON no output", header: jsonTarget + "DeleteUser", body: `{"AccessToken":"a.b.c"}`, status: 200,
			wantEvent: awsproto.Event{Service: "cognito-idp", Operation: "DeleteUser", Status: 200},
		},
		{
			name: "identity no output", header: "X-Amz-Target: AWSCognitoIdentityService.UnlinkIdentity",
			body: `{"IdentityId":"us-east-1:0b","Logins":{"a":"b"},"LoginsToRemove":["a"]}`, status: 200,
			wantEvent: awsproto.Event{Service: "cognito-identity", Operation: "UnlinkIdentity", Status: 200},
		},
		{
			name: "identity violation", header: "X-Amz-Target: AWSCognitoIdentityService.GetId", body: `{"IdentityPoolId":"x"}`,
			status: 400, wantBody: `{"__type":"ValidationException","message":"1 validation error detected: Value 'x' at ` +
				`'identityPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+"}`,
			wantEvent: awsproto.Event{Service: "cognito-identity", Operation: "GetId", Code: "ValidationException", Status: 400},
		},
		{
			name: "modelled error keeps the model's status", header: jsonTarget + "SignUp",
			body: `{"ClientId":"c","Username":"jo"}`, status: 400,
			wantBody:   `{"__type":"UsernameExistsException","message":"User already exists\r\nSet-Cookie: é"}`,
			wantHeader: "X-Amzn-Errortype: UsernameExistsException:\nX-Amzn-Errormessage: User already exists  Set-Cookie: ?",
			wantEvent: awsproto.Event{
				Service: "cognito-idp", Operation: "SignUp", Code: "UsernameExistsException", Status: 400,
			},
		},
		{
			name: "further fields", header: jsonTarget + "ForgotPassword", body: `{"ClientId":"c","Username":"jo"}`, status: 400,
			wantBody: `{"__type":"InvalidParameterException","message":"no","reasonCode":"R"}`,
			wantEvent: awsproto.Event{
				Service: "cognito-idp", Operation: "ForgotPassword", Code: "InvalidParameterException", Status: 400,
			},
		},
		{
			name: "undeclared error", header: jsonTarget + "ConfirmSignUp",
			body: `{"ClientId":"c","Username":"jo","ConfirmationCode":"123456"}`, status: 400,
			wantBody: `{"__type":"TermsExistsException","message":"undeclared"}`,
			wantEvent: awsproto.Event{
				Service: "cognito-idp", Operation: "ConfirmSignUp", Code: "TermsExistsException", Status: 400, Undeclared: true,
			},
		},
		{
			name: "internal error", header: jsonTarget + "GetDevice", body: `{"DeviceKey":"r_0a","AccessToken":"a"}`, status: 500,
			wantBody: `{"__type":"InternalErrorException","message":"Internal error."}`,
			wantEvent: awsproto.Event{
				Service: "cognito-idp", Operation: "GetDevice", Code: "InternalErrorException", Status: 500,
			},
		},
		{
			name: "internal error under its declared name", header: jsonTarget + "AddUserPoolClientSecret" + signed,
			body: `{"UserPoolId":"r_1","ClientId":"c"}`, status: 500,
			wantBody: `{"__type":"InternalServerException","message":"Internal error."}`,
			wantEvent: awsproto.Event{
				Service: "cognito-idp", Operation: "AddUserPoolClientSecret", Code: "InternalServerException", Status: 500,
			},
		},
		{
			name: "panic", header: jsonTarget + "InitiateAuth", body: `{"AuthFlow":"USER_AUTH","ClientId":"c"}`, status: 500,
			wantBody: `{"__type":"InternalErrorException","message":"Internal error."}`,
			wantEvent: awsproto.Event{
				Service: "cognito-idp", Operation: "InitiateAuth", Code: "InternalErrorException", Status: 500,
			},
		},
		{
			name: "not implemented", header: jsonTarget + "ListDevices", body: `{"AccessToken":"a"}`, status: 501,
			wantBody: `{"__type":"NotImplementedException","message":"The operation ListDevices is not implemented."}`,
			wantEvent: awsproto.Event{
				Service: "cognito-idp", Operation: "ListDevices", Code: "NotImplementedException", Status: 501,
			},
		},
		{
			name: "signed", header: jsonTarget + "DescribeUserPool" + signed, body: `{"UserPoolId":"r_1"}`, status: 200,
			wantBody:  `{"UserPool":{"Id":"r_1","Arn":"arn:aws:iam::123456789012:root"}}`,
			wantEvent: awsproto.Event{Service: "cognito-idp", Operation: "DescribeUserPool", Status: 200},
		},
		{
			name: "not signed", header: jsonTarget + "DescribeUserPool", body: `{"UserPoolId":"r_1"}`, status: 403,
			wantBody: `{"__type":"MissingAuthenticationToken","message":"for cognito-idp"}`,
			wantEvent: awsproto.Event{
				Service: "cognito-idp", Operation: "DescribeUserPool", Code: "MissingAuthenticationToken", Status: 403,
			},
		},
		{
			name: "unknown operation", header: jsonTarget + "Nothing", body: `{}`, status: 400,
			wantBody:  `{"__type":"UnknownOperationException"}`,
			wantEvent: awsproto.Event{Service: "cognito-idp", Code: "UnknownOperationException", Status: 400},
		},
		{
			name: "unknown service", header: "X-Amz-Target: Other_2012.GetUser", body: `{}`, status: 400,
			wantBody:  `{"__type":"UnknownOperationException"}`,
			wantEvent: awsproto.Event{Code: "UnknownOperationException", Status: 400},
		},
		{
			name: "malformed JSON", header: jsonTarget + "GetUser", body: `{"AccessToken":1}`, status: 400,
			wantBody:  `{"__type":"SerializationException","message":"NUMBER_VALUE can not be converted to a String"}`,
			wantEvent: awsproto.Event{Service: "cognito-idp", Operation: "GetUser", Code: "SerializationException", Status: 400},
		},
		{
			name: "too large", header: jsonTarget + "GetUser", body: `{"AccessToken":"` + strings.Repeat("a", 1<<20) + `"}`, status: 413,
			wantBody: `{"__type":"RequestEntityTooLargeException","message":"The request is larger than this operation accepts."}`,
			wantEvent: awsproto.Event{
				Service: "cognito-idp", Operation: "GetUser", Code: "RequestEntityTooLargeException", Status: 413,
			},
		},
		{
			name: "compressed", header: jsonTarget + "GetUser\nContent-Encoding: gzip", body: `{}`, status: 400,
			wantBody:  `{"__type":"SerializationException","message":"The content encoding is not supported."}`,
			wantEvent: awsproto.Event{Service: "cognito-idp", Operation: "GetUser", Code: "SerializationException", Status: 400},
		},
		{
			name: "REST path and query", method: "GET", path: datasets + "/records?lastSyncCount=7&maxResults=3", header: signed,
			status: 200, wantBody: `{"Count":3,"DatasetSyncCount":7,"LastModifiedBy":"us-east-1:0b"}`,
			wantHeader: "Content-Type: application/json",
			wantEvent:  awsproto.Event{Service: "cognito-sync", Operation: "ListRecords", Status: 200},
		},
		{
			name: "REST body and header, modelled status", path: datasets, header: signed + "\nx-amz-Client-Context: c",
			body: `{"SyncSessionToken":"t","RecordPatches":[{"Op":"replace","Key":"k","SyncCount":0}]}`, status: 409,
			wantBody: `{"message":"conflict"}`, wantHeader: "X-Amzn-Errortype: ResourceConflictException:",
			wantEvent: awsproto.Event{
				Service: "cognito-sync", Operation: "UpdateRecords", Code: "ResourceConflictException", Status: 409,
			},
		},
		{
			name: "REST bad number", method: "GET", path: datasets + "/records?maxResults=x", header: signed, status: 400,
			wantBody: `{"message":"STRING_VALUE can not be converted to a number"}`,
			wantEvent: awsproto.Event{
				Service: "cognito-sync", Operation: "ListRecords", Code: "SerializationException", Status: 400,
			},
		},
		{
			name: "REST unknown path", method: "PUT", path: datasets, status: 404, wantBody: `{"message":""}`,
			wantEvent: awsproto.Event{Service: "cognito-sync", Code: "UnknownOperationException", Status: 404},
		},
		{
			name: "Query by form", header: formType + signed, body: "Action=GetCallerIdentity&Version=2011-06-15", status: 200,
			wantBody: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
				`<Arn>arn:aws:iam::123456789012:root</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId>id-1</RequestId>` +
				`</ResponseMetadata></GetCallerIdentityResponse>`,
			wantHeader: "Content-Type: text/xml",
			wantEvent:  awsproto.Event{Service: "sts", Operation: "GetCallerIdentity", Status: 200},
		},
		{
			name: "Query by URL", method: "GET", path: "/?Action=DeleteRole&Version=2010-05-08&RoleName=r", header: signed, status: 200,
			wantBody: `<DeleteRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata><RequestId>id-1` +
				`</RequestId></ResponseMetadata></DeleteRoleResponse>`,
			wantEvent: awsproto.Event{Service: "iam", Operation: "DeleteRole", Status: 200},
		},
		{
			name: "Query error", header: formType + signed, body: "Action=GetRole&Version=2010-05-08&RoleName=x", status: 404,
			wantBody: iamOpen + `<Type>Sender</Type><Code>NoSuchEntity</Code><Message>The role with name &lt;x&gt; cannot be ` +
				`found.</Message>` + xmlClose,
			wantEvent: awsproto.Event{Service: "iam", Operation: "GetRole", Code: "NoSuchEntity", Status: 404},
		},
		{
			name: "Query internal error", header: formType + signed, body: "Action=ListRoles&Version=2010-05-08", status: 500,
			wantBody:  iamOpen + `<Type>Receiver</Type><Code>ServiceFailure</Code><Message>Internal error.</Message>` + xmlClose,
			wantEvent: awsproto.Event{Service: "iam", Operation: "ListRoles", Code: "ServiceFailure", Status: 500},
		},
		{
			name: "Query violation without signature", header: formType,
			body: "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=abc&WebIdentityToken=eyJh", status: 400,
			wantBody: stsOpen + `<Type>Sender</Type><Code>ValidationError</Code><Message>1 validation error detected: Value null ` +
				`at 'roleArn' failed to satisfy constraint: Member must not be null</Message>` + xmlClose,
			wantEvent: awsproto.Event{Service: "sts", Operation: "AssumeRoleWithWebIdentity", Code: "ValidationError", Status: 400},
		},
		{
			name: "Query not signed", header: formType, body: "Action=GetCallerIdentity", status: 403,
			wantBody:  stsOpen + `<Type>Sender</Type><Code>MissingAuthenticationToken</Code><Message>for sts</Message>` + xmlClose,
			wantEvent: awsproto.Event{Service: "sts", Operation: "GetCallerIdentity", Code: "MissingAuthenticationToken", Status: 403},
		},
		{
			name: "Query unknown action", header: formType + signed, body: "Action=Nothing&Version=2011-06-15", status: 400,
			wantBody: stsOpen + `<Type>Sender</Type><Code>InvalidAction</Code><Message>Could not find operation Nothing for ` +
				`version 2011-06-15</Message>` + xmlClose,
			wantEvent: awsproto.Event{Service: "sts", Code: "InvalidAction", Status: 400},
		},
		{
			name: "no clue", method: "GET", path: "/", status: 400, wantBody: `{"__type":"UnknownOperationException"}`,
			wantEvent: awsproto.Event{Code: "UnknownOperationException", Status: 400},
		},
		{
			name: "preflight", method: "OPTIONS", header: "Access-Control-Request-Method: POST", status: 200,
			wantHeader: "Access-Control-Allow-Origin: *\nAccess-Control-Allow-Methods: GET, POST, DELETE, OPTIONS",
		},
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	for _, tt := range wireCases() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var event awsproto.Event
			h := newHandler(t, func(_ context.Context, e awsproto.Event) { event = e })
			w := httptest.NewRecorder()
			h.ServeHTTP(w, newRequest(tt))
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			body, _ := io.ReadAll(w.Body)
			if diff := cmp.Diff(tt.wantBody, string(body)); diff != "" {
				t.Error(diff)
			}
			for line := range strings.Lines(tt.wantHeader) {
				name, want, _ := strings.Cut(strings.TrimSpace(line), ": ")
				if got := w.Header().Get(name); got != want {
					t.Errorf("header %s is %q, want %q", name, got, want)
				}
			}
			if (event.Err != nil) != (event.Code != "") {
				t.Errorf("event has code %q and error %v", event.Code, event.Err)
			}
			event.Err = nil
			if diff := cmp.Diff(tt.wantEvent, event); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func newRequest(tt wireCase) *http.Request {
	method, path := tt.method, tt.path
	if method == "" {
		method = http.MethodPost
	}
	if path == "" {
		path = "/"
	}
	r := httptest.NewRequest(method, path, strings.NewReader(tt.body))
	for line := range strings.Lines(tt.header) {
		if name, value, found := strings.Cut(strings.TrimSpace(line), ": "); found {
			r.Header.Set(name, value)
		}
	}
	return r
}

func TestMatches(t *testing.T) {
	t.Parallel()
	h := newHandler(t, nil)
	for _, tt := range wireCases() {
		if got, want := h.Matches(newRequest(tt)), tt.name != "no clue"; got != want {
			t.Errorf("%s: Matches is %v", tt.name, got)
		}
	}
	for _, path := range []string{"/login", "/oauth2/token", "/r_1/.well-known/jwks.json", "/identitypoolsx"} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("a=b"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if h.Matches(r) {
			t.Errorf("%s is not for the services", path)
		}
	}
}

// TestEveryOperation calls each operation of each service with an empty request: the answer must be an envelope with a
// declared or common error, never an internal one.
func TestEveryOperation(t *testing.T) {
	t.Parallel()
	for _, s := range []*awsproto.Service{
		idp.Service(&idp.Unimplemented{}), identity.Service(&identity.Unimplemented{}), sync.Service(&sync.Unimplemented{}),
		sts.Service(&sts.Unimplemented{}), iam.Service(&iam.Unimplemented{}),
	} {
		for _, op := range s.Operations() {
			form, err := awsproto.NewForm(nil)
			if err != nil {
				t.Fatal(err)
			}
			_, err = op.Call(t.Context(), &awsproto.Input{Body: []byte("{}"), Form: form}, nil)
			var fault *awsproto.Fault
			if !errors.As(err, &fault) || fault.Code != s.ViolationCode && fault.Code != "NotImplementedException" {
				t.Errorf("%s %s: %v", s.Name, op.Name, err)
			}
			if op.Implemented {
				t.Errorf("%s %s counts as implemented", s.Name, op.Name)
			}
		}
	}
}

// TestAuth pins which operations need no signature: a mistake here opens an operation to everyone.
func TestAuth(t *testing.T) {
	t.Parallel()
	got := map[string][]string{}
	for _, s := range []*awsproto.Service{
		idp.Service(&idp.Unimplemented{}), identity.Service(&identity.Unimplemented{}), sync.Service(&sync.Unimplemented{}),
		sts.Service(&sts.Unimplemented{}), iam.Service(&iam.Unimplemented{}),
	} {
		for _, op := range s.Operations() {
			if op.Auth != awsproto.Signed {
				key := s.Name + " " + op.Auth.String()
				got[key] = append(got[key], op.Name)
			}
		}
	}
	want := map[string][]string{
		"cognito-idp open": {
			"ConfirmForgotPassword", "ConfirmSignUp", "ForgotPassword", "GetClientToken", "GetTokensFromRefreshToken",
			"InitiateAuth", "ResendConfirmationCode", "RespondToAuthChallenge", "RevokeToken", "SignUp",
			"UpdateAuthEventFeedback",
		},
		"cognito-idp token": {
			"AssociateSoftwareToken", "ChangePassword", "CompleteWebAuthnRegistration", "ConfirmDevice", "DeleteUser",
			"DeleteUserAttributes", "DeleteWebAuthnCredential", "ForgetDevice", "GetDevice", "GetUser",
			"GetUserAttributeVerificationCode", "GetUserAuthFactors", "GlobalSignOut", "ListDevices", "ListUserSessions",
			"ListWebAuthnCredentials", "RevokeUserSession", "SetUserMFAPreference", "SetUserSettings",
			"StartWebAuthnRegistration", "UpdateDeviceStatus", "UpdateUserAttributes", "VerifySoftwareToken",
			"VerifyUserAttribute",
		},
		"cognito-identity open": {"GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity"},
		"sts open":              {"AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func fixedTime() time.Time { return time.Unix(0, 0) }
