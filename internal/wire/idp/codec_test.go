package idp_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

type signUpOnly struct {
	idp.Unimplemented
	got *idp.SignUpRequest
}

func (s *signUpOnly) SignUp(_ context.Context, in *idp.SignUpRequest) (*idp.SignUpResponse, error) {
	s.got = in
	return &idp.SignUpResponse{UserConfirmed: new(false), UserSub: new("a<b")}, nil
}

func call(t *testing.T, ops idp.Operations, operation, body string) (string, error) {
	t.Helper()
	op := idp.Service(ops).Operation(operation)
	if op == nil {
		t.Fatalf("no operation %s", operation)
	}
	out, err := op.Call(t.Context(), &awsproto.Input{Body: []byte(body)}, nil)
	return string(out), err
}

func TestSignUpDecodesAndEncodes(t *testing.T) {
	t.Parallel()
	ops := &signUpOnly{}
	out, err := call(t, ops, "SignUp", `{"ClientId":"c1","Username":"jo","Password":"pässword","Unknown":[{"x":[1,null]}],
		"UserAttributes":[{"Name":"email","Value":"a@b"}, null],"SecretHash":null,"ClientMetadata":{}}`)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"UserConfirmed":false,"UserSub":"a<b"}`; out != want {
		t.Errorf("got %s, want %s", out, want)
	}
	want := &idp.SignUpRequest{
		ClientId: new("c1"), Username: new("jo"), Password: new("pässword"), ClientMetadata: map[string]string{},
		UserAttributes: []idp.AttributeType{{Name: new("email"), Value: new("a@b")}},
	}
	if diff := cmp.Diff(want, ops.got); diff != "" {
		t.Error(diff)
	}
}

func TestViolations(t *testing.T) {
	t.Parallel()
	const prefix = "validation error detected: "
	tests := []struct{ name, operation, body, want string }{
		{"null", "SignUp", `{"Username":"jo"}`,
			"1 " + prefix + "Value null at 'clientId' failed to satisfy constraint: Member must not be null"},
		{"password", "SignUp", `{"ClientId":"c","Username":"jo","Password":" a"}`,
			"2 validation errors detected: Value at 'password' failed to satisfy constraint: Member must have length " +
				"greater than or equal to 6; Value at 'password' failed to satisfy constraint: Member must satisfy " +
				`regular expression pattern: ^[\S]+.*[\S]+$`},
		{"schema name", "CreateUserPool", `{"PoolName":"p","Schema":[{"Name":"phone_number_verified"}]}`,
			"1 " + prefix + "Value 'phone_number_verified' at 'schema.1.member.name' failed to satisfy constraint: " +
				"Member must have length less than or equal to 20"},
		{"enum list", "CreateUserPoolClient", `{"UserPoolId":"r_1","ClientName":"c","AllowedOAuthFlows":["token"]}`,
			"1 " + prefix + "Value '[token]' at 'allowedOAuthFlows' failed to satisfy constraint: Member must satisfy " +
				"constraint: [Member must satisfy enum value set: [implicit, client_credentials, code]]"},
		{"nested number", "CreateUserPool", `{"PoolName":"p","Policies":{"PasswordPolicy":{"MinimumLength":5}}}`,
			"1 " + prefix + "Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: " +
				"Member must have value greater than or equal to 6"},
		{"user code", "VerifySoftwareToken", `{"UserCode":"Aaaa"}`,
			"2 validation errors detected: Value at 'userCode' failed to satisfy constraint: Member must satisfy " +
				"regular expression pattern: [0-9]+; Value at 'userCode' failed to satisfy constraint: Member must " +
				"have length greater than or equal to 6"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := call(t, &signUpOnly{}, tt.operation, tt.body)
			var fault *awsproto.Fault
			if !errors.As(err, &fault) || fault.Code != "InvalidParameterException" {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff(tt.want, fault.Message); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestImplemented(t *testing.T) {
	t.Parallel()
	for _, op := range idp.Service(&signUpOnly{}).Operations() {
		if want := op.Name == "SignUp"; op.Implemented != want {
			t.Errorf("%s: Implemented is %v", op.Name, op.Implemented)
		}
		if got := len(op.Errors); got == 0 {
			t.Errorf("%s declares no errors", op.Name)
		}
	}
}

func TestUnimplemented(t *testing.T) {
	t.Parallel()
	_, err := call(t, &signUpOnly{}, "GetUser", `{"AccessToken":"a.b.c"}`)
	var fault *awsproto.Fault
	if !errors.As(err, &fault) || fault.Status != 501 {
		t.Fatalf("got %v", err)
	}
}
