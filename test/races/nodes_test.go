package races

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func messageOf(err error) string {
	var api interface{ ErrorMessage() string }
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return ""
}

// staleness is how long a node may hold on to settings that another has changed.
const staleness = time.Second

// Two nodes on one database are one installation.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	a, b := twoNodes(t)
	pool := a.pool(t, nil)
	app := a.app(t, pool, func(in *cognito.CreateUserPoolClientInput) {
		in.ExplicitAuthFlows = append(in.ExplicitAuthFlows, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth)
	}) // what one makes the other has at once
	a.user(t, pool, "alice", true)
	result := b.signIn(t, app, "alice", password).AuthenticationResult
	if _, err := a.api.GetUser(t.Context(), &cognito.GetUserInput{AccessToken: result.AccessToken}); err != nil {
		t.Errorf("a token of the other node: %v", err)
	}

	t.Run("session begun on one, answered on the other", func(t *testing.T) {
		a.user(t, pool, "bob", false)
		begun := a.signIn(t, app, "bob", password)
		_, err := b.api.RespondToAuthChallenge(t.Context(), &cognito.RespondToAuthChallengeInput{
			ClientId: &app, ChallengeName: begun.ChallengeName, Session: begun.Session,
			ChallengeResponses: map[string]string{"USERNAME": "bob", "NEW_PASSWORD": "Correct-Horse-8"},
		})
		if err != nil {
			t.Error(err)
		}
	})

	t.Run("sign-out bites at once", func(t *testing.T) {
		_, err := a.api.AdminUserGlobalSignOut(t.Context(), &cognito.AdminUserGlobalSignOutInput{UserPoolId: &pool, Username: aws.String("alice")})
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.api.GetUser(t.Context(), &cognito.GetUserInput{AccessToken: result.AccessToken})
		if got := messageOf(err); got != "Access Token has been revoked" {
			t.Errorf("the other node answers %v", err)
		}
		_, err = b.api.GetTokensFromRefreshToken(t.Context(), &cognito.GetTokensFromRefreshTokenInput{ClientId: &app, RefreshToken: result.RefreshToken})
		if got := messageOf(err); got != "Refresh Token has been revoked" {
			t.Errorf("the other node answers %v", err)
		}
	})

	t.Run("settings within a second", func(t *testing.T) {
		shut := &cognito.UpdateUserPoolInput{UserPoolId: &pool, AdminCreateUserConfig: &types.AdminCreateUserConfigType{AllowAdminCreateUserOnly: true}}
		if _, err := a.api.UpdateUserPool(t.Context(), shut); err != nil {
			t.Fatal(err)
		}
		b.Clock.Advance(staleness) // rather than waiting for it
		_, err := b.api.SignUp(t.Context(), &cognito.SignUpInput{ClientId: &app, Username: aws.String("late"), Password: aws.String(password)})
		if got := messageOf(err); got != "SignUp is not permitted for this user pool" {
			t.Errorf("the other node answers %v", err)
		}
		// The node that changed it needs no time at all.
		_, err = a.api.SignUp(t.Context(), &cognito.SignUpInput{ClientId: &app, Username: aws.String("late"), Password: aws.String(password)})
		if got := messageOf(err); got != "SignUp is not permitted for this user pool" {
			t.Errorf("the node itself answers %v", err)
		}
	})

	t.Run("a deleted client within a second", func(t *testing.T) {
		if _, err := a.api.DeleteUserPoolClient(t.Context(), &cognito.DeleteUserPoolClientInput{UserPoolId: &pool, ClientId: &app}); err != nil {
			t.Fatal(err)
		}
		b.Clock.Advance(staleness)
		_, err := b.api.SignUp(t.Context(), &cognito.SignUpInput{ClientId: &app, Username: aws.String("late"), Password: aws.String(password)})
		if got := codeOf(err); got != "ResourceNotFoundException" {
			t.Errorf("the other node answers %v", err)
		}
	})
}
