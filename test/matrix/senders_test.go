package matrix

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognate-id/cognate/cognatetest"
)

const keyARN = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555"

// TestSenders lets custom senders, written with the AWS Encryption SDK,
// decrypt the codes of an e-mail and of a text message, and uses the codes.
func TestSenders(t *testing.T) {
	needMatrix(t)
	t.Parallel()
	if _, err := os.Stat(handlers + "sender/node_modules"); err != nil {
		t.Skip("the AWS Encryption SDK is not installed: run npm ci in test/handlers/sender")
	}
	delivered := make(chan map[string]string, 10)
	mailbox := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var mail map[string]string
		_ = json.NewDecoder(r.Body).Decode(&mail)
		delivered <- mail
	}))
	t.Cleanup(mailbox.Close)
	s := cognatetest.Start(t, cognatetest.Functions("sender=node:"+handlers+"sender/index.mjs"),
		cognatetest.FunctionVariables("KEY_ARN="+keyARN, "KEY_ALIAS=arn:aws:kms:us-east-1:123456789012:alias/codes", "DELIVER_TO="+mailbox.URL))
	for medium, to := range map[types.VerifiedAttributeType]string{
		types.VerifiedAttributeTypeEmail: "ivan@example.com", types.VerifiedAttributeTypePhoneNumber: "+15555550100",
	} {
		l := newLambdas(t, s, "node", func(in *cognito.CreateUserPoolInput) {
			in.AutoVerifiedAttributes = []types.VerifiedAttributeType{medium}
			in.LambdaConfig = &types.LambdaConfigType{KMSKeyID: aws.String(keyARN),
				CustomEmailSender: &types.CustomEmailLambdaVersionConfigType{LambdaArn: arnOf("sender"), LambdaVersion: types.CustomEmailSenderLambdaVersionTypeV10},
				CustomSMSSender:   &types.CustomSMSLambdaVersionConfigType{LambdaArn: arnOf("sender"), LambdaVersion: types.CustomSMSSenderLambdaVersionTypeV10}}
		})
		_, err := l.signUp("ivan", "ivan@example.com", nil, nil, "phone_number", "+15555550100")
		fatal(t, err)
		var mail map[string]string
		select {
		case mail = <-delivered:
		case <-time.After(time.Minute):
			t.Fatal("the sender was given nothing")
		}
		source := "CustomEmailSender_SignUp"
		if strings.HasPrefix(to, "+") {
			source = "CustomSMSSender_SignUp"
		}
		l.same(source, []string{to, source, l.id}, []string{mail["to"], mail["source"], mail["pool"]})
		_, err = l.api.ConfirmSignUp(t.Context(), &cognito.ConfirmSignUpInput{ClientId: &l.client, Username: aws.String("ivan"), ConfirmationCode: aws.String(mail["code"])})
		fatal(t, err)
		if n := len(s.Outbox.Messages(to)); n != 0 {
			t.Errorf("%d messages to %s went out beside the sender's", n, to)
		}
	}
}
