package matrix

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/cognatetest"
)

const handlers = "../handlers/"

// bootstrap builds the Go handler.
func bootstrap(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.Command("go", "build", "-o", file, ".")
	build.Dir, build.Env = handlers, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the handler: %v\n%s", err, out)
	}
	return file
}

// lambdas is a pool whose triggers all are the handler in one language.
type lambdas struct {
	t        *testing.T
	server   *cognatetest.Server
	api      *cognito.Client
	language string
	id       string
	client   string
}

func arnOf(name string) *string {
	return aws.String("arn:aws:lambda:us-east-1:123456789012:function:" + name)
}

// everyTrigger names one function for all but the tokens, which have versions.
func everyTrigger(name string) *types.LambdaConfigType {
	arn := arnOf(name)
	return &types.LambdaConfigType{
		PreSignUp: arn, PostConfirmation: arn, PreAuthentication: arn, PostAuthentication: arn, UserMigration: arn, CustomMessage: arn,
		DefineAuthChallenge: arn, CreateAuthChallenge: arn, VerifyAuthChallengeResponse: arn,
	}
}

func newLambdas(t *testing.T, s *cognatetest.Server, language string, change func(*cognito.CreateUserPoolInput)) *lambdas {
	t.Helper()
	l := &lambdas{t: t, server: s, api: connect(s), language: language}
	in := &cognito.CreateUserPoolInput{
		PoolName: aws.String("lambdas"), UserPoolTier: types.UserPoolTierTypeEssentials, LambdaConfig: everyTrigger(language),
		AutoVerifiedAttributes: []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail},
	}
	if change != nil {
		change(in)
	}
	made, err := l.api.CreateUserPool(t.Context(), in)
	fatal(t, err)
	l.id = *made.UserPool.Id
	app, err := l.api.CreateUserPoolClient(t.Context(), &cognito.CreateUserPoolClientInput{
		UserPoolId: &l.id, ClientName: aws.String("web"), ExplicitAuthFlows: []types.ExplicitAuthFlowsType{
			types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, types.ExplicitAuthFlowsTypeAllowCustomAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth},
	})
	fatal(t, err)
	l.client = *app.UserPoolClient.ClientId
	return l
}

// signUp registers a user; extra are attributes, name and value in turn.
func (l *lambdas) signUp(user, email string, validation, metadata map[string]string, extra ...string) (*cognito.SignUpOutput, error) {
	in := &cognito.SignUpInput{ClientId: &l.client, Username: &user, Password: aws.String(password), ClientMetadata: metadata,
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: &email}}}
	for i := 0; i+1 < len(extra); i += 2 {
		in.UserAttributes = append(in.UserAttributes, types.AttributeType{Name: &extra[i], Value: &extra[i+1]})
	}
	for name, value := range validation {
		in.ValidationData = append(in.ValidationData, types.AttributeType{Name: &name, Value: &value})
	}
	return l.api.SignUp(l.t.Context(), in)
}

var invited = map[string]string{"invite": "42"}

func (l *lambdas) signIn(user, secret string, metadata map[string]string) (*types.AuthenticationResultType, error) {
	out, err := l.api.InitiateAuth(l.t.Context(), &cognito.InitiateAuthInput{ClientId: &l.client,
		AuthFlow: types.AuthFlowTypeUserPasswordAuth, ClientMetadata: metadata,
		AuthParameters: map[string]string{"USERNAME": user, "PASSWORD": secret}})
	if err != nil {
		return nil, err
	}
	return out.AuthenticationResult, nil
}

// refused compares an error with Cognito's name and message for it. A message
// that begins with "…" is compared by its end.
func (l *lambdas) refused(what string, err error, code, message string) {
	l.t.Helper()
	var e smithy.APIError
	if !errors.As(err, &e) {
		l.t.Errorf("%s, %s: error %v, want %s", l.language, what, err, code)
		return
	}
	end, byEnd := strings.CutPrefix(message, "…")
	if e.ErrorCode() != code || byEnd && !strings.HasSuffix(e.ErrorMessage(), end) || !byEnd && e.ErrorMessage() != message {
		l.t.Errorf("%s, %s: %s: %q, want %s: %q", l.language, what, e.ErrorCode(), e.ErrorMessage(), code, message)
	}
}

func (l *lambdas) same(what string, want, got any) {
	l.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		l.t.Errorf("%s, %s (-want +got):\n%s", l.language, what, diff)
	}
}

// TestTriggers runs real functions in three languages behind every trigger of
// a running server, and looks at what they changed.
func TestTriggers(t *testing.T) {
	needMatrix(t)
	s := cognatetest.Start(t, cognatetest.Functions(
		"go=exec:"+bootstrap(t), "node=node:"+handlers+"handler.mjs", "python=python:"+handlers+"handler.py",
		"gone=python:"+handlers+"nowhere.py",
	))
	for _, language := range []string{"go", "node", "python"} {
		for name, test := range map[string]func(*testing.T, *cognatetest.Server, string){
			"sign-up": signUps, "sign-in": signIns, "custom challenge": customChallenges, "tokens": tokenClaims,
			"failures": failures, "new device": newDevices,
		} {
			t.Run(fmt.Sprintf("%s in %s", name, language), func(t *testing.T) {
				t.Parallel()
				test(t, s, language)
			})
		}
	}
}

func signUps(t *testing.T, s *cognatetest.Server, language string) {
	l := newLambdas(t, s, language, nil)
	host := "@" + strings.ToLower(l.id[len("us-east-1_"):]) + ".example.com"

	made, err := l.signUp("ivan", "ivan"+host, invited, nil)
	fatal(t, err)
	if !made.UserConfirmed {
		t.Error("PreSignUp did not confirm the user")
	}
	ivan, err := l.api.AdminGetUser(t.Context(), &cognito.AdminGetUserInput{UserPoolId: &l.id, Username: aws.String("ivan")})
	fatal(t, err)
	l.same("status after PreSignUp", types.UserStatusTypeConfirmed, ivan.UserStatus)
	l.same("email_verified after PreSignUp", "true", attribute(ivan.UserAttributes, "email_verified"))

	_, err = l.signUp("judy", "judy@bad.example", nil, nil)
	l.refused("PreSignUp", err, "UserLambdaValidationException", "PreSignUp failed with error no.")
	_, err = l.api.AdminGetUser(t.Context(), &cognito.AdminGetUserInput{UserPoolId: &l.id, Username: aws.String("judy")})
	l.refused("a refused sign-up leaves nobody", err, "UserNotFoundException", "User does not exist.")

	_, err = l.signUp("mallory", "mallory"+host, invited, nil, "name", "reject")
	l.refused("PostConfirmation", err, "UserLambdaValidationException", "PostConfirmation failed with error rejected.")

	_, err = l.signUp("oscar", "oscar"+host, nil, nil)
	fatal(t, err)
	mail := s.Outbox.Messages("oscar" + host)
	if len(mail) != 1 {
		t.Fatalf("%d messages to oscar", len(mail))
	}
	l.same("CustomMessage", []string{"Welcome", "<p>Code " + mail[0].Code + "</p>"}, []string{mail[0].Subject, mail[0].HTML})
	_, err = l.api.ConfirmSignUp(t.Context(), &cognito.ConfirmSignUpInput{ClientId: &l.client, Username: aws.String("oscar"), ConfirmationCode: &mail[0].Code})
	fatal(t, err)
}

func attribute(list []types.AttributeType, name string) string {
	for _, a := range list {
		if *a.Name == name {
			return aws.ToString(a.Value)
		}
	}
	return ""
}

func signIns(t *testing.T, s *cognatetest.Server, language string) {
	l := newLambdas(t, s, language, nil)
	_, err := l.signUp("ivan", "ivan@example.com", invited, nil)
	fatal(t, err)
	_, err = l.signIn("ivan", password, nil)
	fatal(t, err)
	_, err = l.signIn("ivan", password, map[string]string{"block": "yes"})
	l.refused("PreAuthentication", err, "UserLambdaValidationException", "PreAuthentication failed with error blocked.")

	tokens, err := l.signIn("peggy@example.com", "old-password", nil)
	fatal(t, err)
	peggy, err := l.api.GetUser(t.Context(), &cognito.GetUserInput{AccessToken: tokens.AccessToken})
	fatal(t, err)
	l.same("attribute by UserMigration", "peggy@example.com", attribute(peggy.UserAttributes, "email"))
	if _, err := l.signIn("peggy@example.com", "old-password", nil); err != nil {
		t.Errorf("a migrated user is known: %v", err)
	}
	_, err = l.signIn("trent@example.com", "wrong-password", nil)
	l.refused("UserMigration", err, "UserLambdaValidationException", "UserMigration failed with error bad password.")
}

func newDevices(t *testing.T, s *cognatetest.Server, language string) {
	l := newLambdas(t, s, language, func(in *cognito.CreateUserPoolInput) { in.DeviceConfiguration = &types.DeviceConfigurationType{} })
	_, err := l.signUp("ivan", "ivan@example.com", invited, nil)
	fatal(t, err)
	_, err = l.signIn("ivan", password, nil)
	l.refused("PostAuthentication", err, "UserLambdaValidationException", "PostAuthentication failed with error new device.")
}

func customChallenges(t *testing.T, s *cognatetest.Server, language string) {
	l := newLambdas(t, s, language, nil)
	_, err := l.signUp("ivan", "ivan@example.com", invited, nil)
	fatal(t, err)
	for _, answers := range [][]string{{"5"}, {"6", "5"}, {"6", "7", "8"}} {
		begun, err := l.api.InitiateAuth(t.Context(), &cognito.InitiateAuthInput{ClientId: &l.client,
			AuthFlow: types.AuthFlowTypeCustomAuth, AuthParameters: map[string]string{"USERNAME": "ivan"}})
		fatal(t, err)
		l.same("public parameters", "2+3", begun.ChallengeParameters["question"])
		if _, leaked := begun.ChallengeParameters["answer"]; leaked {
			t.Error("the private parameters are told")
		}
		session := begun.Session
		for i, answer := range answers {
			out, err := l.api.RespondToAuthChallenge(t.Context(), &cognito.RespondToAuthChallengeInput{
				ClientId: &l.client, ChallengeName: types.ChallengeNameTypeCustomChallenge, Session: session,
				ChallengeResponses: map[string]string{"USERNAME": "ivan", "ANSWER": answer}})
			switch last := i == len(answers)-1; {
			case last && answer != "5":
				l.refused("three wrong answers", err, "NotAuthorizedException", "Incorrect username or password.")
			case err != nil:
				t.Fatalf("%v: answer %d: %v", answers, i, err)
			case (out.AuthenticationResult != nil) != (answer == "5"):
				t.Errorf("%v: answer %d gives tokens: %v", answers, i, out.AuthenticationResult != nil)
			default:
				session = out.Session
			}
		}
	}
}

func tokenClaims(t *testing.T, s *cognatetest.Server, language string) {
	for _, version := range []types.PreTokenGenerationLambdaVersionType{
		types.PreTokenGenerationLambdaVersionTypeV10, types.PreTokenGenerationLambdaVersionTypeV20, types.PreTokenGenerationLambdaVersionTypeV30,
	} {
		l := newLambdas(t, s, language, func(in *cognito.CreateUserPoolInput) {
			in.LambdaConfig.PreTokenGenerationConfig = &types.PreTokenGenerationVersionConfigType{LambdaArn: arnOf(language), LambdaVersion: version}
		})
		_, err := l.signUp("ivan", "ivan@example.com", invited, nil)
		fatal(t, err)
		tokens, err := l.signIn("ivan", password, nil)
		fatal(t, err)
		l.claims(version, tokens)
		fresh, err := l.api.InitiateAuth(t.Context(), &cognito.InitiateAuthInput{ClientId: &l.client,
			AuthFlow: types.AuthFlowTypeRefreshTokenAuth, AuthParameters: map[string]string{"REFRESH_TOKEN": *tokens.RefreshToken}})
		fatal(t, err)
		l.claims(version, fresh.AuthenticationResult)
	}
}

func (l *lambdas) claims(version types.PreTokenGenerationLambdaVersionType, tokens *types.AuthenticationResultType) {
	l.t.Helper()
	id, access := claimsOf(l.t, *tokens.IdToken), claimsOf(l.t, *tokens.AccessToken)
	pick := func(claims map[string]any, names ...string) map[string]any {
		out := map[string]any{}
		for _, n := range names {
			if v, ok := claims[n]; ok {
				out[n] = v
			}
		}
		return out
	}
	groups := []any{"extra"}
	what := "claims of " + string(version)
	if version == types.PreTokenGenerationLambdaVersionTypeV10 {
		l.same(what, map[string]any{"tenant": "t1", "cognito:groups": groups}, pick(id, "tenant", "email", "level", "cognito:groups"))
		l.same(what, map[string]any{"cognito:groups": groups}, pick(access, "tenant", "roles", "cognito:groups"))
		return
	}
	l.same(what, map[string]any{"level": 3.0, "email": "ivan@example.com", "cognito:groups": groups}, pick(id, "tenant", "email", "level", "cognito:groups"))
	l.same(what, map[string]any{"roles": []any{"a", "b"}, "cognito:groups": groups}, pick(access, "level", "roles", "cognito:groups"))
	if scopes, _ := access["scope"].(string); !strings.Contains(" "+scopes+" ", " api/read ") {
		l.t.Errorf("%s, %s: scope %q", l.language, what, scopes)
	}
}

// failures are functions that take too long, end, answer nonsense or are not
// there.
func failures(t *testing.T, s *cognatetest.Server, language string) {
	l := newLambdas(t, s, language, nil)
	behave := func(user, how string) error {
		_, err := l.signUp(user, user+"@example.com", invited, map[string]string{"behave": how})
		return err
	}
	l.refused("wrong answer", behave("ivan", "wrong"), "InvalidLambdaResponseException", "Unrecognizable lambda output")
	l.refused("crash", behave("ivan", "crash"), "UserLambdaValidationException", "…Runtime exited with error: exit status 9.")
	fatal(t, behave("ivan", "")) // the next call finds a new process, and none of the failures has left a user
	l.refused("too slow", behave("judy", "sleep"), "UnexpectedLambdaException",
		"PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.")
	for _, name := range []string{"gone", "unknown"} {
		missing := newLambdas(t, s, language, func(in *cognito.CreateUserPoolInput) {
			in.LambdaConfig = &types.LambdaConfigType{PreSignUp: arnOf(name)}
		})
		_, err := missing.signUp("ivan", "ivan@example.com", nil, nil)
		l.refused(name, err, "UnexpectedLambdaException", "PreSignUp invocation failed due to error ResourceNotFoundException.")
	}
}
