package cognatetest_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognate-id/cognate/cognatetest"
)

// README.md shows this function; a test compares the two.

func TestSignUp(t *testing.T) {
	server := cognatetest.Start(t)
	client := cognitoidentityprovider.New(cognitoidentityprovider.Options{
		BaseEndpoint: &server.URL,
		Region:       server.Region,
		Credentials:  credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
	})
	pool, err := client.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{
		PoolName:               aws.String("first"),
		AutoVerifiedAttributes: []types.VerifiedAttributeType{"email"},
	})
	if err != nil {
		t.Fatal(err)
	}
	app, err := client.CreateUserPoolClient(t.Context(), &cognitoidentityprovider.CreateUserPoolClientInput{
		UserPoolId: pool.UserPool.Id, ClientName: aws.String("web"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.SignUp(t.Context(), &cognitoidentityprovider.SignUpInput{
		ClientId: app.UserPoolClient.ClientId, Username: aws.String("alice"), Password: aws.String("Correct-Horse-7"),
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: aws.String("alice@example.com")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.ConfirmSignUp(t.Context(), &cognitoidentityprovider.ConfirmSignUpInput{
		ClientId: app.UserPoolClient.ClientId, Username: aws.String("alice"),
		ConfirmationCode: aws.String(server.Outbox.LastCode("alice@example.com")),
	})
	if err != nil {
		t.Fatal(err)
	}
}
