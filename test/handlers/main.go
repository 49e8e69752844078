// Command handlers is a Lambda bootstrap built with aws-lambda-go that answers
// every Cognito trigger. handler.mjs and handler.py do the same in the same
// way, so that one table of tests holds for all three.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func main() { lambda.Start(handle) }

// handle looks at the trigger and answers with the event in its type.
func handle(ctx context.Context, raw json.RawMessage) (any, error) {
	var common struct {
		TriggerSource string `json:"triggerSource"`
		Request       struct {
			ClientMetadata map[string]string `json:"clientMetadata"`
		} `json:"request"`
	}
	if err := json.Unmarshal(raw, &common); err != nil {
		return nil, err
	}
	switch common.Request.ClientMetadata["behave"] {
	case "sleep":
		time.Sleep(time.Minute)
	case "crash":
		os.Exit(9)
	case "wrong":
		return "ok", nil
	}
	trigger, _, _ := strings.Cut(common.TriggerSource, "_")
	switch trigger {
	case "PreSignUp":
		return with(raw, preSignUp)
	case "PostConfirmation":
		return with(raw, postConfirmation)
	case "PreAuthentication":
		return with(raw, preAuthentication)
	case "PostAuthentication":
		return with(raw, postAuthentication)
	case "UserMigration":
		return with(raw, userMigration)
	case "CustomMessage":
		return with(raw, customMessage)
	case "DefineAuthChallenge":
		return with(raw, defineAuthChallenge)
	case "CreateAuthChallenge":
		return with(raw, createAuthChallenge)
	case "VerifyAuthChallengeResponse":
		return with(raw, verifyAuthChallenge)
	case "TokenGeneration":
		if strings.Contains(string(raw), `"claimsOverrideDetails"`) {
			return with(raw, preTokenV1)
		}
		return with(raw, preTokenV2)
	}
	return nil, errors.New("unknown trigger " + common.TriggerSource)
}

func with[E any](raw json.RawMessage, change func(*E) error) (any, error) {
	e := new(E)
	if err := json.Unmarshal(raw, e); err != nil {
		return nil, err
	}
	return e, change(e)
}

func preSignUp(e *events.CognitoEventUserPoolsPreSignup) error {
	if strings.HasSuffix(e.Request.UserAttributes["email"], "@bad.example") {
		return errors.New("no")
	}
	e.Response.AutoConfirmUser = e.Request.ValidationData["invite"] == "42"
	e.Response.AutoVerifyEmail = e.Response.AutoConfirmUser
	return nil
}

func postConfirmation(e *events.CognitoEventUserPoolsPostConfirmation) error {
	if e.Request.UserAttributes["name"] == "reject" {
		return errors.New("rejected")
	}
	return nil
}

func preAuthentication(e *events.CognitoEventUserPoolsPreAuthentication) error {
	if e.Request.ValidationData["block"] == "yes" {
		return errors.New("blocked")
	}
	return nil
}

func postAuthentication(e *events.CognitoEventUserPoolsPostAuthentication) error {
	if e.Request.NewDeviceUsed {
		return errors.New("new device")
	}
	return nil
}

func userMigration(e *events.CognitoEventUserPoolsMigrateUser) error {
	if e.CognitoEventUserPoolsMigrateUserRequest.Password != "old-password" {
		return errors.New("bad password")
	}
	e.CognitoEventUserPoolsMigrateUserResponse = events.CognitoEventUserPoolsMigrateUserResponse{
		UserAttributes:  map[string]string{"email": e.UserName, "email_verified": "true"},
		FinalUserStatus: "CONFIRMED", MessageAction: "SUPPRESS",
	}
	return nil
}

func customMessage(e *events.CognitoEventUserPoolsCustomMessage) error {
	code := e.Request.CodeParameter
	e.Response.SMSMessage = "Code " + code
	e.Response.EmailMessage = "<p>Code " + code + "</p>"
	e.Response.EmailSubject = "Welcome"
	return nil
}

func defineAuthChallenge(e *events.CognitoEventUserPoolsDefineAuthChallenge) error {
	rounds := e.Request.Session
	switch {
	case len(rounds) > 0 && rounds[len(rounds)-1].ChallengeResult:
		e.Response.IssueTokens = true
	case len(rounds) >= 3:
		e.Response.FailAuthentication = true
	default:
		e.Response.ChallengeName = "CUSTOM_CHALLENGE"
	}
	return nil
}

func createAuthChallenge(e *events.CognitoEventUserPoolsCreateAuthChallenge) error {
	e.Response.PublicChallengeParameters = map[string]string{"question": "2+3"}
	e.Response.PrivateChallengeParameters = map[string]string{"answer": "5"}
	e.Response.ChallengeMetadata = "SUM"
	return nil
}

func verifyAuthChallenge(e *events.CognitoEventUserPoolsVerifyAuthChallenge) error {
	answer, _ := e.Request.ChallengeAnswer.(string)
	e.Response.AnswerCorrect = answer == e.Request.PrivateChallengeParameters["answer"]
	return nil
}

func preTokenV1(e *events.CognitoEventUserPoolsPreTokenGen) error {
	e.Response.ClaimsOverrideDetails = events.ClaimsOverrideDetails{
		ClaimsToAddOrOverride: map[string]string{"tenant": "t1"}, ClaimsToSuppress: []string{"email"},
		GroupOverrideDetails: events.GroupConfiguration{GroupsToOverride: append(e.Request.GroupConfiguration.GroupsToOverride, "extra")},
	}
	return nil
}

func preTokenV2(e *events.CognitoEventUserPoolsPreTokenGenV2_0) error {
	e.Response.ClaimsAndScopeOverrideDetails = events.ClaimsAndScopeOverrideDetailsV2_0{
		IDTokenGeneration: events.IDTokenGenerationV2_0{ClaimsToAddOrOverride: map[string]any{"level": 3}},
		AccessTokenGeneration: events.AccessTokenGenerationV2_0{
			ClaimsToAddOrOverride: map[string]any{"roles": []string{"a", "b"}}, ScopesToAdd: []string{"api/read"},
		},
		GroupOverrideDetails: events.GroupConfigurationV2_0{GroupsToOverride: append(e.Request.GroupConfiguration.GroupsToOverride, "extra")},
	}
	return nil
}
