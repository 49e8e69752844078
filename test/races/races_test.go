package races

import (
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/google/go-cmp/cmp"
)

func expect(t *testing.T, got, want map[string]int) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

// Of two hundred who want one name exactly one gets it.
func TestSignUpOfOneName(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, nodes ...*node) {
		first := nodes[0]
		pool := first.pool(t, nil)
		app := first.app(t, pool, nil)
		got := together(callers, func(caller int) error {
			_, err := nodes[caller%len(nodes)].api.SignUp(t.Context(), &cognito.SignUpInput{
				ClientId: &app, Username: aws.String("alice"), Password: aws.String(fmt.Sprintf("Correct-Horse-%d", caller)),
			})
			return err
		})
		expect(t, got, map[string]int{"": 1, "UsernameExistsException": callers - 1})
		list, err := first.api.ListUsers(t.Context(), &cognito.ListUsersInput{UserPoolId: &pool})
		if err != nil || len(list.Users) != 1 {
			t.Errorf("there are %d users, %v", len(list.Users), err)
		}
	})
}

// Of many confirmed users who verify one address at the same time exactly one gets the alias.
func TestOneAlias(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, nodes ...*node) {
		const users = 20
		first := nodes[0]
		pool := first.pool(t, func(in *cognito.CreateUserPoolInput) {
			in.AliasAttributes = []types.AliasAttributeType{types.AliasAttributeTypeEmail}
		})
		for n := range users {
			_, err := first.api.AdminCreateUser(t.Context(), &cognito.AdminCreateUserInput{
				UserPoolId: &pool, Username: aws.String(fmt.Sprint("user", n)), MessageAction: types.MessageActionTypeSuppress,
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		got := together(users, func(caller int) error {
			_, err := nodes[caller%len(nodes)].api.AdminUpdateUserAttributes(t.Context(), &cognito.AdminUpdateUserAttributesInput{
				UserPoolId: &pool, Username: aws.String(fmt.Sprint("user", caller)), UserAttributes: []types.AttributeType{
					{Name: aws.String("email"), Value: aws.String("one@example.com")},
					{Name: aws.String("email_verified"), Value: aws.String("true")},
				},
			})
			return err
		})
		expect(t, got, map[string]int{"": 1, "AliasExistsException": users - 1})
	})
}

// A Session is answered once.
func TestOneSession(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, nodes ...*node) {
		const answers = 20
		first := nodes[0]
		pool := first.pool(t, nil)
		app := first.app(t, pool, nil)
		first.user(t, pool, "alice", false)
		begun := first.signIn(t, app, "alice", password)
		var mu sync.Mutex
		winner := ""
		got := together(answers, func(caller int) error {
			next := fmt.Sprintf("Correct-Horse-%d", 100+caller)
			_, err := nodes[caller%len(nodes)].api.RespondToAuthChallenge(t.Context(), &cognito.RespondToAuthChallengeInput{
				ClientId: &app, ChallengeName: begun.ChallengeName, Session: begun.Session,
				ChallengeResponses: map[string]string{"USERNAME": "alice", "NEW_PASSWORD": next},
			})
			if err == nil {
				mu.Lock()
				winner = next
				mu.Unlock()
			}
			return err
		})
		expect(t, got, map[string]int{"": 1, "NotAuthorizedException": answers - 1})
		first.signIn(t, app, "alice", winner)
	})
}

// A confirmation code is good for one.
func TestOneCode(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, nodes ...*node) {
		const answers = 12 // fewer than the hourly limit
		first := nodes[0]
		pool := first.pool(t, func(in *cognito.CreateUserPoolInput) {
			in.AutoVerifiedAttributes = []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail}
		})
		app := first.app(t, pool, nil)
		_, err := first.api.SignUp(t.Context(), &cognito.SignUpInput{
			ClientId: &app, Username: aws.String("alice"), Password: aws.String(password),
			UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: aws.String("alice@example.com")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		code := first.Outbox.LastCode("alice@example.com")
		got := together(answers, func(caller int) error {
			_, err := nodes[caller%len(nodes)].api.ConfirmSignUp(t.Context(), &cognito.ConfirmSignUpInput{
				ClientId: &app, Username: aws.String("alice"), ConfirmationCode: &code,
			})
			return err
		})
		// Whoever comes too late finds a confirmed user, or the code gone.
		if got[""] != 1 || got[""]+got["NotAuthorizedException"]+got["ExpiredCodeException"] != answers {
			t.Errorf("answers %v", got)
		}
	})
}

// Wrong passwords at the same time cannot get past the lockout: at most five guesses are judged before the first lock.
func TestLockout(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, nodes ...*node) {
		const guesses = 40
		first := nodes[0]
		pool := first.pool(t, nil)
		app := first.app(t, pool, nil)
		first.user(t, pool, "alice", true)
		var mu sync.Mutex
		judged := 0
		together(guesses, func(caller int) error {
			_, err := nodes[caller%len(nodes)].api.InitiateAuth(t.Context(), &cognito.InitiateAuthInput{
				ClientId: &app, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
				AuthParameters: map[string]string{"USERNAME": "alice", "PASSWORD": fmt.Sprintf("Wrong-Horse-%d", caller)},
			})
			if err != nil && messageOf(err) == "Incorrect username or password." {
				mu.Lock()
				judged++
				mu.Unlock()
			}
			return err
		})
		// Locks of one, two and four seconds may end while slow machines still ask.
		if judged < 5 || judged > 8 {
			t.Errorf("%d guesses were judged, want 5 before the lock", judged)
		}
	})
}

// With rotation and no grace period a refresh token is exchanged once.
func TestOneRotation(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, nodes ...*node) {
		const refreshes = 20
		first := nodes[0]
		pool := first.pool(t, nil)
		app := first.app(t, pool, func(in *cognito.CreateUserPoolClientInput) {
			in.RefreshTokenRotation = &types.RefreshTokenRotationType{
				Feature: types.FeatureTypeEnabled, RetryGracePeriodSeconds: aws.Int32(0),
			}
		})
		first.user(t, pool, "alice", true)
		token := first.signIn(t, app, "alice", password).AuthenticationResult.RefreshToken
		var mu sync.Mutex
		var next *string
		got := together(refreshes, func(caller int) error {
			out, err := nodes[caller%len(nodes)].api.GetTokensFromRefreshToken(t.Context(), &cognito.GetTokensFromRefreshTokenInput{
				ClientId: &app, RefreshToken: token,
			})
			if err == nil {
				mu.Lock()
				next = out.AuthenticationResult.RefreshToken
				mu.Unlock()
			}
			return err
		})
		expect(t, got, map[string]int{"": 1, "RefreshTokenReuseException": refreshes - 1})
		if next == nil {
			t.Fatal("nobody has the next token")
		}
		_, err := first.api.GetTokensFromRefreshToken(t.Context(), &cognito.GetTokensFromRefreshTokenInput{ClientId: &app, RefreshToken: next})
		if err != nil {
			t.Errorf("the winner's token: %v", err)
		}
	})
}
