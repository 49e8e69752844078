package cognatetest_test

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/cognate-id/cognate/cognatetest"
	"github.com/cognate-id/cognate/internal/crypto/srp"
)

const (
	email    = "alice@example.com"
	password = "Correct-Horse-7"
)

func client(s *cognatetest.Server) *cognito.Client {
	return cognito.New(cognito.Options{
		BaseEndpoint: &s.URL, Region: s.Region,
		Credentials: credentials.NewStaticCredentialsProvider(s.AccessKey, s.SecretKey, ""),
	})
}

// setUp makes a pool with one client that allows every password flow.
func setUp(t *testing.T, c *cognito.Client) (pool, app string) {
	t.Helper()
	p, err := c.CreateUserPool(t.Context(), &cognito.CreateUserPoolInput{
		PoolName: aws.String("first"), AutoVerifiedAttributes: []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail},
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.CreateUserPoolClient(t.Context(), &cognito.CreateUserPoolClientInput{
		UserPoolId: p.UserPool.Id, ClientName: aws.String("web"), ExplicitAuthFlows: []types.ExplicitAuthFlowsType{
			types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowUserPasswordAuth,
			types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return *p.UserPool.Id, *a.UserPoolClient.ClientId
}

func signUp(t *testing.T, s *cognatetest.Server, c *cognito.Client, app string) {
	t.Helper()
	_, err := c.SignUp(t.Context(), &cognito.SignUpInput{
		ClientId: &app, Username: aws.String("alice"), Password: aws.String(password),
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: aws.String(email)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.ConfirmSignUp(t.Context(), &cognito.ConfirmSignUpInput{
		ClientId: &app, Username: aws.String("alice"), ConfirmationCode: aws.String(s.Outbox.LastCode(email)),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// signInSRP proves the password without sending it.
func signInSRP(t *testing.T, c *cognito.Client, pool, app string) *types.AuthenticationResultType {
	t.Helper()
	_, poolName, _ := strings.Cut(pool, "_")
	user, err := srp.NewClient(rand.Reader, poolName, "alice")
	if err != nil {
		t.Fatal(err)
	}
	begun, err := c.InitiateAuth(t.Context(), &cognito.InitiateAuthInput{
		ClientId: &app, AuthFlow: types.AuthFlowTypeUserSrpAuth,
		AuthParameters: map[string]string{"USERNAME": "alice", "SRP_A": user.A().Text(16)},
	})
	if err != nil {
		t.Fatal(err)
	}
	given := begun.ChallengeParameters
	user = user.As(given["USER_ID_FOR_SRP"])
	key, err := user.Key(given["SRP_B"], given["SALT"], password)
	if err != nil {
		t.Fatal(err)
	}
	block, err := base64.StdEncoding.DecodeString(given["SECRET_BLOCK"])
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().UTC().Format("Mon Jan 2 15:04:05 UTC 2006")
	done, err := c.RespondToAuthChallenge(t.Context(), &cognito.RespondToAuthChallengeInput{
		ClientId: &app, ChallengeName: begun.ChallengeName, Session: begun.Session,
		ChallengeResponses: map[string]string{
			"USERNAME": given["USER_ID_FOR_SRP"], "PASSWORD_CLAIM_SECRET_BLOCK": given["SECRET_BLOCK"], "TIMESTAMP": at,
			"PASSWORD_CLAIM_SIGNATURE": base64.StdEncoding.EncodeToString(user.Sign(key, block, at)),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return done.AuthenticationResult
}

// verify lets an independent library judge the ID token by discovery alone.
func verify(t *testing.T, s *cognatetest.Server, pool, app, idToken string) {
	t.Helper()
	provider, err := oidc.NewProvider(t.Context(), s.URL+"/"+pool)
	if err != nil {
		t.Fatal(err)
	}
	token, err := provider.Verifier(&oidc.Config{ClientID: app}).Verify(t.Context(), idToken)
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
		Username string `json:"cognito:username"`
	}
	if err := token.Claims(&claims); err != nil {
		t.Fatal(err)
	}
	if claims.Email != email || !claims.Verified || claims.Username != "alice" {
		t.Errorf("claims %+v", claims)
	}
}

func TestFirstJourney(t *testing.T) {
	t.Parallel()
	places := map[string][]cognatetest.Option{
		"memory": nil, "disk": {cognatetest.OnDisk()}, "verified": {cognatetest.Verified()},
	}
	if url := os.Getenv("COGNATE_TEST_POSTGRES"); url != "" {
		places["postgres"] = []cognatetest.Option{cognatetest.OnPostgres(url)}
	}
	for name, options := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := cognatetest.Start(t, options...)
			c := client(s)
			pool, app := setUp(t, c)
			signUp(t, s, c, app)
			tokens := signInSRP(t, c, pool, app)
			verify(t, s, pool, app, *tokens.IdToken)
			if _, err := c.GetUser(t.Context(), &cognito.GetUserInput{AccessToken: tokens.AccessToken}); err != nil {
				t.Error(err)
			}
		})
	}
}

// Moving the clock ends what has a life.
func TestClockEndsTokens(t *testing.T) {
	t.Parallel()
	s := cognatetest.Start(t)
	c := client(s)
	_, app := setUp(t, c)
	signUp(t, s, c, app)
	in, err := c.InitiateAuth(t.Context(), &cognito.InitiateAuthInput{
		ClientId: &app, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": "alice", "PASSWORD": password},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(2 * time.Hour)
	_, err = c.GetUser(t.Context(), &cognito.GetUserInput{AccessToken: in.AuthenticationResult.AccessToken})
	var refused *types.NotAuthorizedException
	if !errors.As(err, &refused) {
		t.Errorf("error %v, want the access token to have expired", err)
	}
}

func TestVerifiedRefusesOthers(t *testing.T) {
	t.Parallel()
	s := cognatetest.Start(t, cognatetest.Verified())
	for name, tt := range map[string]struct{ id, secret, code string }{
		"unknown key":  {"AKIAAAAAAAAAAAAAAAAA", s.SecretKey, "UnrecognizedClientException"},
		"wrong secret": {s.AccessKey, "wrong", "InvalidSignatureException"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other := *s
			other.AccessKey, other.SecretKey = tt.id, tt.secret
			_, err := client(&other).ListUserPools(t.Context(), &cognito.ListUserPoolsInput{MaxResults: aws.Int32(1)})
			if code := codeOf(err); code != tt.code {
				t.Errorf("error %v, want %s", err, tt.code)
			}
		})
	}
}

func codeOf(err error) string {
	var e interface{ ErrorCode() string }
	if errors.As(err, &e) {
		return e.ErrorCode()
	}
	return ""
}
