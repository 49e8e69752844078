package trigger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// trial calls one trigger of a pool with a made-up event.
type trial struct {
	arn  func(userpool.LambdaConfig) string
	call func(ctx context.Context, c *Caller, e hook.Event) error
}

// trials are all triggers, by the name that LambdaConfig gives them.
func trials() map[string]trial {
	all := signInTrials()
	maps.Copy(all, challengeTrials())
	maps.Copy(all, messageTrials())
	return all
}

func signInTrials() map[string]trial {
	return map[string]trial{
		"PreSignUp": {func(l userpool.LambdaConfig) string { return l.PreSignUp },
			func(ctx context.Context, c *Caller, e hook.Event) error {
				e.Source, e.Attributes = hook.SourceSignUp, e.User.Attributes
				_, err := c.PreSignUp(ctx, e)
				return err
			}},
		"PostConfirmation": {func(l userpool.LambdaConfig) string { return l.PostConfirmation },
			func(ctx context.Context, c *Caller, e hook.Event) error {
				e.Source = hook.SourceConfirmSignUp
				return c.PostConfirmation(ctx, e)
			}},
		"PreAuthentication": {func(l userpool.LambdaConfig) string { return l.PreAuthentication },
			func(ctx context.Context, c *Caller, e hook.Event) error { return c.PreAuthentication(ctx, e) }},
		"PostAuthentication": {func(l userpool.LambdaConfig) string { return l.PostAuthentication },
			func(ctx context.Context, c *Caller, e hook.Event) error { return c.PostAuthentication(ctx, e, false) }},
		"PreTokenGeneration": {func(l userpool.LambdaConfig) string { return l.PreTokenGeneration },
			func(ctx context.Context, c *Caller, e hook.Event) error {
				e.Source = hook.SourceAuthentication
				_, err := c.PreTokenGeneration(ctx, hook.TokenEvent{Event: e, Groups: []string{"readers"},
					Scopes: []string{"aws.cognito.signin.user.admin"}})
				return err
			}},
		"UserMigration": {func(l userpool.LambdaConfig) string { return l.UserMigration },
			func(ctx context.Context, c *Caller, e hook.Event) error {
				password := "Example-password-1"
				e.Source, e.User, e.UserName = hook.SourceAuthentication, nil, "jane@example.com"
				_, err := c.MigrateUser(ctx, e, &password)
				return err
			}},
		"InboundFederation": {func(l userpool.LambdaConfig) string { return l.InboundFederation },
			func(ctx context.Context, c *Caller, e hook.Event) error {
				e.User, e.UserName = nil, "Example_1234"
				_, err := c.InboundFederation(ctx, hook.InboundEvent{Event: e, ProviderName: "Example", ProviderType: "OIDC",
					TokenResponse: map[string]string{"token_type": "Bearer", "expires_in": "3600"},
					IDToken:       map[string]string{"sub": "1234", "email": "jane@example.com"}, UserInfo: map[string]string{}})
				return err
			}},
	}
}

func challengeTrials() map[string]trial {
	return map[string]trial{
		"DefineAuthChallenge": {func(l userpool.LambdaConfig) string { return l.DefineAuthChallenge },
			func(ctx context.Context, c *Caller, e hook.Event) error {
				_, err := c.DefineAuthChallenge(ctx, hook.ChallengeEvent{Event: e})
				return err
			}},
		"CreateAuthChallenge": {func(l userpool.LambdaConfig) string { return l.CreateAuthChallenge },
			func(ctx context.Context, c *Caller, e hook.Event) error {
				_, err := c.CreateAuthChallenge(ctx, hook.ChallengeEvent{Event: e, Challenge: "CUSTOM_CHALLENGE"})
				return err
			}},
		"VerifyAuthChallengeResponse": {func(l userpool.LambdaConfig) string { return l.VerifyAuthChallenge },
			func(ctx context.Context, c *Caller, e hook.Event) error {
				_, err := c.VerifyAuthChallenge(ctx, hook.ChallengeEvent{Event: e, Answer: "5", Private: map[string]string{"answer": "5"}})
				return err
			}},
	}
}

func messageTrials() map[string]trial {
	sender := func(medium userpool.Medium) func(context.Context, *Caller, hook.Event) error {
		return func(ctx context.Context, c *Caller, e hook.Event) error {
			_, err := c.CustomSender(ctx, hook.SenderEvent{Event: e, Kind: userpool.MessageSignUp, Medium: medium, Code: "123456"})
			return err
		}
	}
	return map[string]trial{
		"CustomMessage": {func(l userpool.LambdaConfig) string { return l.CustomMessage },
			func(ctx context.Context, c *Caller, e hook.Event) error {
				_, err := c.CustomMessage(ctx, hook.MessageEvent{Event: e, Kind: userpool.MessageSignUp})
				return err
			}},
		"CustomEmailSender": {func(l userpool.LambdaConfig) string { return l.CustomEmailSender }, sender(userpool.MediumEmail)},
		"CustomSMSSender":   {func(l userpool.LambdaConfig) string { return l.CustomSMSSender }, sender(userpool.MediumSMS)},
	}
}

// Names lists the triggers that Try knows.
func Names() []string { return slices.Sorted(maps.Keys(trials())) }

// Try calls a trigger of the pool, by its name in LambdaConfig, with a made-up
// event, the way it would be called for a user. The exchange goes to
// Deps.Watch. Custom senders only run once the Caller is closed or gets to it.
func (c *Caller) Try(ctx context.Context, p *userpool.Pool, name string) error {
	t, known := trials()[name]
	if !known {
		return fmt.Errorf("there is no trigger %q; there are %s", name, strings.Join(Names(), ", "))
	}
	if t.arn(p.Lambda) == "" {
		return fmt.Errorf("the pool %s has no function for %s", p.ID, name)
	}
	return t.call(ctx, c, hook.Event{Pool: p, Client: "1example23456789abcdefghij", UserName: "jane", User: sampleUser(p.ID)})
}

func sampleUser(pool userpool.PoolID) *userpool.User {
	return &userpool.User{
		Pool: pool, Sub: "00000000-0000-4000-8000-000000000000", Username: "jane", Status: userpool.Confirmed,
		Attributes: userpool.Attributes{"email": "jane@example.com", "email_verified": "true", "name": "Jane Example"},
	}
}
