package sdk

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/cognate-id/cognate/internal/crypto/srp"
)

const password = "Correct-Horse-7"

// server is the one that make journey has started.
type server struct {
	t      *testing.T
	url    string
	client *cognito.Client
}

func connect(t *testing.T) *server {
	t.Helper()
	url := os.Getenv("JOURNEY_URL")
	if url == "" {
		t.Skip("JOURNEY_URL is not set: make journey starts a server and sets it")
	}
	settings, err := config.LoadDefaultConfig(t.Context(), config.WithRegion(os.Getenv("JOURNEY_REGION")), config.WithBaseEndpoint(url))
	if err != nil {
		t.Fatal(err)
	}
	return &server{t: t, url: url, client: cognito.NewFromConfig(settings)}
}

// lastCode asks the program beside the running server.
func (s *server) lastCode(address string) string {
	s.t.Helper()
	args := []string{"messages", "--data", os.Getenv("JOURNEY_DATA"), "--to", address, "--last", "--code"}
	if url := os.Getenv("JOURNEY_DATABASE"); url != "" {
		args = append(args, "--database", url)
	}
	out, err := exec.CommandContext(s.t.Context(), os.Getenv("JOURNEY_BINARY"), args...).Output()
	if err != nil {
		s.t.Fatalf("cognate messages: %v", err)
	}
	return strings.TrimSpace(string(out))
}

func TestSignUpConfirmSignIn(t *testing.T) {
	s := connect(t)
	ctx := t.Context()
	pool, err := s.client.CreateUserPool(ctx, &cognito.CreateUserPoolInput{
		PoolName: aws.String("sdk-go"), AutoVerifiedAttributes: []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail},
	})
	fatal(t, err)
	app, err := s.client.CreateUserPoolClient(ctx, &cognito.CreateUserPoolClientInput{
		UserPoolId: pool.UserPool.Id, ClientName: aws.String("web"),
	})
	fatal(t, err)
	id, client := *pool.UserPool.Id, app.UserPoolClient.ClientId
	t.Logf("made pool %s and client %s", id, *client)

	address := "grace-" + strings.ToLower(rand.Text()) + "@example.com"
	_, err = s.client.SignUp(ctx, &cognito.SignUpInput{
		ClientId: client, Username: aws.String("grace"), Password: aws.String(password),
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: &address}},
	})
	fatal(t, err)
	_, err = s.signIn(ctx, id, client, password)
	var unconfirmed *types.UserNotConfirmedException
	if !errors.As(err, &unconfirmed) {
		t.Errorf("error %v before confirmation, want UserNotConfirmedException", err)
	}
	_, err = s.client.ConfirmSignUp(ctx, &cognito.ConfirmSignUpInput{
		ClientId: client, Username: aws.String("grace"), ConfirmationCode: aws.String(s.lastCode(address)),
	})
	fatal(t, err)
	t.Log("signed up, and confirmed with the code that was delivered")

	_, err = s.signIn(ctx, id, client, "Wrong-Horse-7")
	var refused *types.NotAuthorizedException
	if !errors.As(err, &refused) {
		t.Errorf("error %v for a wrong password, want NotAuthorizedException", err)
	}
	tokens, err := s.signIn(ctx, id, client, password)
	fatal(t, err)
	t.Log("signed in by SRP")

	provider, err := oidc.NewProvider(ctx, s.url+"/"+id)
	fatal(t, err)
	verified, err := provider.Verifier(&oidc.Config{ClientID: *client}).Verify(ctx, *tokens.IdToken)
	fatal(t, err)
	t.Logf("go-oidc accepts the ID token of issuer %s", verified.Issuer)
}

// signIn proves the password by SRP.
func (s *server) signIn(ctx context.Context, pool string, client *string, secret string) (*types.AuthenticationResultType, error) {
	_, poolName, _ := strings.Cut(pool, "_")
	user, err := srp.NewClient(rand.Reader, poolName, "grace")
	fatal(s.t, err)
	begun, err := s.client.InitiateAuth(ctx, &cognito.InitiateAuthInput{
		ClientId: client, AuthFlow: types.AuthFlowTypeUserSrpAuth,
		AuthParameters: map[string]string{"USERNAME": "grace", "SRP_A": user.A().Text(16)},
	})
	if err != nil {
		return nil, err
	}
	given := begun.ChallengeParameters
	user = user.As(given["USER_ID_FOR_SRP"])
	key, err := user.Key(given["SRP_B"], given["SALT"], secret)
	fatal(s.t, err)
	block, err := base64.StdEncoding.DecodeString(given["SECRET_BLOCK"])
	fatal(s.t, err)
	at := time.Now().UTC().Format("Mon Jan 2 15:04:05 UTC 2006")
	done, err := s.client.RespondToAuthChallenge(ctx, &cognito.RespondToAuthChallengeInput{
		ClientId: client, ChallengeName: begun.ChallengeName, Session: begun.Session,
		ChallengeResponses: map[string]string{
			"USERNAME": given["USER_ID_FOR_SRP"], "PASSWORD_CLAIM_SECRET_BLOCK": given["SECRET_BLOCK"], "TIMESTAMP": at,
			"PASSWORD_CLAIM_SIGNATURE": base64.StdEncoding.EncodeToString(user.Sign(key, block, at)),
		},
	})
	if err != nil {
		return nil, err
	}
	return done.AuthenticationResult, nil
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
