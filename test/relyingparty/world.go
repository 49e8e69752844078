package main

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const (
	userName = "frieda"
	password = "Correct-Horse-7"
)

// world is a pool with a domain and a user.
type world struct {
	api          *cognito.Client
	pool, issuer string
	email        string
}

func newWorld(ctx context.Context, base, region string) (*world, error) {
	settings, err := config.LoadDefaultConfig(ctx, config.WithRegion(region), config.WithBaseEndpoint(base))
	if err != nil {
		return nil, err
	}
	w := &world{api: cognito.NewFromConfig(settings), email: "frieda@example.com"}
	made, err := w.api.CreateUserPool(ctx, &cognito.CreateUserPoolInput{PoolName: aws.String("relyingparty")})
	if err != nil {
		return nil, err
	}
	w.pool = *made.UserPool.Id
	w.issuer = base + "/" + w.pool
	if _, err := w.api.CreateUserPoolDomain(ctx, &cognito.CreateUserPoolDomainInput{
		UserPoolId: &w.pool, Domain: aws.String("go-" + strings.ToLower(rand.Text()[:10])), ManagedLoginVersion: aws.Int32(2),
	}); err != nil {
		return nil, err
	}
	return w, w.user(ctx)
}

func (w *world) user(ctx context.Context) error {
	if _, err := w.api.AdminCreateUser(ctx, &cognito.AdminCreateUserInput{
		UserPoolId: &w.pool, Username: aws.String(userName), MessageAction: types.MessageActionTypeSuppress,
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: &w.email}, {Name: aws.String("email_verified"), Value: aws.String("true")}},
	}); err != nil {
		return err
	}
	_, err := w.api.AdminSetUserPassword(ctx, &cognito.AdminSetUserPasswordInput{
		UserPoolId: &w.pool, Username: aws.String(userName), Password: aws.String(password), Permanent: true,
	})
	return err
}

// client makes an app client.
func (w *world) client(ctx context.Context, secret bool) (id, key string, err error) {
	made, err := w.api.CreateUserPoolClient(ctx, &cognito.CreateUserPoolClientInput{
		UserPoolId: &w.pool, ClientName: aws.String("app"), GenerateSecret: secret, AllowedOAuthFlowsUserPoolClient: true,
		AllowedOAuthFlows:          []types.OAuthFlowType{types.OAuthFlowTypeCode},
		AllowedOAuthScopes:         []string{"openid", "email"},
		SupportedIdentityProviders: []string{"COGNITO"},
		CallbackURLs:               []string{application + "callback"}, LogoutURLs: []string{application + "signed-out"},
	})
	if err != nil {
		return "", "", err
	}
	return *made.UserPoolClient.ClientId, aws.ToString(made.UserPoolClient.ClientSecret), nil
}
