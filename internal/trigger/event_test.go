package trigger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

var update = flag.Bool("update", false, "write testdata/events anew")

func ptr[T any](v T) *T { return &v }

// The events as Cognito sends them, byte for byte.
func TestEvents(t *testing.T) {
	t.Parallel()
	for name, call := range occasions() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t)
			r.reply = with(`{"challengeName":"CUSTOM_CHALLENGE"}`)
			c := newCaller(t, trigger.Deps{}, "*="+r.url)
			if err := call(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			// Custom senders run in the background.
			if err := c.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			events := r.events()
			if len(events) != 1 {
				t.Fatalf("%d events, want one", len(events))
			}
			golden(t, filepath.Join("testdata", "events", name+".json"), events[0])
		})
	}
}

// golden compares an event, which must have no spaces, with a file that has.
func golden(t *testing.T, file string, event []byte) {
	t.Helper()
	var compact, indented bytes.Buffer
	if err := json.Compact(&compact, event); err != nil || !bytes.Equal(compact.Bytes(), event) {
		t.Errorf("the event is not compact: %s (%v)", event, err)
	}
	if err := json.Indent(&indented, event, "", "  "); err != nil {
		t.Fatal(err)
	}
	indented.WriteByte('\n')
	if *update {
		if err := os.WriteFile(file, indented.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), indented.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

type occasion func(ctx context.Context, c *trigger.Caller) error

// occasions are calls of every trigger, by the name of their golden file.
func occasions() map[string]occasion {
	all := map[string]occasion{}
	for _, group := range []map[string]occasion{signUps(), signIns(), customChallenges(), tokens(), messages()} {
		for name, o := range group {
			all[name] = o
		}
	}
	return all
}

func signUps() map[string]occasion {
	confirmed := event(hook.SourceConfirmSignUp)
	reset := event(hook.SourceConfirmForgot)
	reset.Metadata = map[string]string{"src": "web"}
	federated := event(hook.SourceConfirmSignUp)
	federated.User.Username, federated.UserName = "google_1234", ""
	federated.User.Status = userpool.ExternalProvider
	federated.User.Identities = []userpool.LinkedIdentity{
		{Provider: "Google", ProviderType: "Google", UserID: "1234", Primary: true, Created: time.UnixMilli(1700000000000)},
		{Provider: "Corp", ProviderType: "SAML", UserID: "u@corp", Issuer: "https://idp.example/", Created: time.UnixMilli(1700000000001)},
	}
	usernameAttributes := event(hook.SourceConfirmSignUp)
	usernameAttributes.Pool.AliasAttributes = nil
	usernameAttributes.Pool.UsernameAttributes = []userpool.AttributeName{userpool.AttrPhone}
	submitted := userpool.Attributes{"email": "u1@e.example", "custom:team": "blue"}
	preSignUp := func(e hook.Event) occasion {
		return func(ctx context.Context, c *trigger.Caller) error { _, err := c.PreSignUp(ctx, e); return err }
	}
	postConfirmation := func(e hook.Event) occasion {
		return func(ctx context.Context, c *trigger.Caller) error { return c.PostConfirmation(ctx, e) }
	}
	return map[string]occasion{
		"PreSignUp_SignUp": preSignUp(hook.Event{Pool: pool(), Client: "1ex", Source: hook.SourceSignUp, UserName: "u1",
			Attributes: submitted, Validation: map[string]string{"invite": "42"}, Metadata: map[string]string{"src": "web"}}),
		"PreSignUp_SignUp_plain": preSignUp(hook.Event{Pool: pool(), Client: "1ex", Source: hook.SourceSignUp, UserName: "u1"}),
		"PreSignUp_AdminCreateUser": preSignUp(hook.Event{Pool: pool(), Client: hook.NoClient, Source: hook.SourceAdminCreateUser,
			UserName: "u1", Attributes: submitted, Metadata: map[string]string{}}),
		"PreSignUp_ExternalProvider": preSignUp(hook.Event{Pool: pool(), Client: "1ex", Source: hook.SourceExternalProvider,
			UserName: "google_1234", Attributes: userpool.Attributes{"email": "a@e.example", "email_verified": "false", "name": "A"}}),
		"PostConfirmation_ConfirmSignUp":                    postConfirmation(confirmed),
		"PostConfirmation_ConfirmSignUp_federated":          postConfirmation(federated),
		"PostConfirmation_ConfirmSignUp_usernameAttributes": postConfirmation(usernameAttributes),
		"PostConfirmation_ConfirmForgotPassword":            postConfirmation(reset),
	}
}

func signIns() map[string]occasion {
	known := event(hook.SourceAuthentication)
	known.Validation = map[string]string{"k": "v"}
	unknown := hook.Event{Pool: pool(), Client: "1ex", UserName: "nobody", NotFound: true}
	answered := event(hook.SourceAuthentication)
	answered.Metadata = map[string]string{"k": "v"}
	migrating := hook.Event{Pool: pool(), Client: "1ex", Source: hook.SourceAuthentication, UserName: "Typed@e.example", Validation: map[string]string{"k": "v"}}
	forgot := hook.Event{Pool: pool(), Client: "1ex", Source: hook.SourceForgotPassword, UserName: "Typed@e.example", Metadata: map[string]string{"k": "v"}}
	migrate := func(e hook.Event, password *string) occasion {
		return func(ctx context.Context, c *trigger.Caller) error {
			_, err := c.MigrateUser(ctx, e, password)
			return err
		}
	}
	inbound := func(e hook.InboundEvent) occasion {
		return func(ctx context.Context, c *trigger.Caller) error { _, err := c.InboundFederation(ctx, e); return err }
	}
	federated := hook.Event{Pool: pool(), Client: "1ex", UserName: "MyOidc_u"}
	return map[string]occasion{
		"PreAuthentication_Authentication":           func(ctx context.Context, c *trigger.Caller) error { return c.PreAuthentication(ctx, known) },
		"PreAuthentication_Authentication_unknown":   func(ctx context.Context, c *trigger.Caller) error { return c.PreAuthentication(ctx, unknown) },
		"PostAuthentication_Authentication":          func(ctx context.Context, c *trigger.Caller) error { return c.PostAuthentication(ctx, event(""), false) },
		"PostAuthentication_Authentication_answered": func(ctx context.Context, c *trigger.Caller) error { return c.PostAuthentication(ctx, answered, true) },
		"UserMigration_Authentication":               migrate(migrating, ptr("sec<ret>")),
		"UserMigration_ForgotPassword":               migrate(forgot, nil),
		"InboundFederation_ExternalProvider_oidc": inbound(hook.InboundEvent{Event: federated, ProviderName: "MyOidc", ProviderType: "OIDC",
			TokenResponse: map[string]string{"access_token": "a", "token_type": "Bearer", "expires_in": "3600"},
			IDToken:       map[string]string{"sub": "u", "email": "u@e.example"}, UserInfo: map[string]string{}}),
		"InboundFederation_ExternalProvider_saml": inbound(hook.InboundEvent{Event: federated, ProviderName: "Corp", ProviderType: "SAML",
			SAMLResponse: map[string]string{"http://schemas.example/email": "u@e.example"}}),
	}
}

func customChallenges() map[string]occasion {
	rounds := []hook.Round{{Challenge: "SRP_A", Result: true}, {Challenge: "CUSTOM_CHALLENGE", Metadata: ptr("CAPTCHA_1")}}
	started := event("")
	missing := hook.Event{Pool: pool(), Client: "1ex", UserName: "nobody", NotFound: true}
	answered := event("")
	answered.Metadata = map[string]string{"k": "v"}
	define := func(e hook.ChallengeEvent) occasion {
		return func(ctx context.Context, c *trigger.Caller) error {
			_, err := c.DefineAuthChallenge(ctx, e)
			return err
		}
	}
	create := func(e hook.ChallengeEvent) occasion {
		return func(ctx context.Context, c *trigger.Caller) error {
			_, err := c.CreateAuthChallenge(ctx, e)
			return err
		}
	}
	verify := func(e hook.ChallengeEvent) occasion {
		return func(ctx context.Context, c *trigger.Caller) error {
			_, err := c.VerifyAuthChallenge(ctx, e)
			return err
		}
	}
	return map[string]occasion{
		"DefineAuthChallenge_start":           define(hook.ChallengeEvent{Event: started}),
		"DefineAuthChallenge_second":          define(hook.ChallengeEvent{Event: answered, Session: rounds}),
		"DefineAuthChallenge_unknown":         define(hook.ChallengeEvent{Event: missing}),
		"CreateAuthChallenge":                 create(hook.ChallengeEvent{Event: started, Session: rounds, Challenge: "CUSTOM_CHALLENGE"}),
		"VerifyAuthChallengeResponse":         verify(hook.ChallengeEvent{Event: answered, Private: map[string]string{"answer": "5"}, Answer: "5"}),
		"VerifyAuthChallengeResponse_unknown": verify(hook.ChallengeEvent{Event: missing, Answer: "5"}),
	}
}

func tokens() map[string]occasion {
	generate := func(version string, e hook.TokenEvent) occasion {
		e.Pool.Lambda.PreTokenVersion = version
		return func(ctx context.Context, c *trigger.Caller) error { _, err := c.PreTokenGeneration(ctx, e); return err }
	}
	full := func() hook.TokenEvent {
		e := event(hook.SourceHostedAuth)
		return hook.TokenEvent{Event: e, Groups: []string{"admins"}, Roles: []string{"arn:aws:iam::123456789012:role/a"},
			PreferredRole: ptr("arn:aws:iam::123456789012:role/a"), Scopes: []string{"openid", "email"}}
	}
	refreshed := event(hook.SourceRefresh)
	refreshed.Metadata = map[string]string{"k": "v"}
	machine := hook.Event{Pool: pool(), Client: "1ex", Source: hook.SourceClientCredential, Metadata: map[string]string{"tenant": "t1"}}
	return map[string]occasion{
		"TokenGeneration_V1":                generate("V1_0", full()),
		"TokenGeneration_V1_plain":          generate("", hook.TokenEvent{Event: event(hook.SourceAuthentication)}),
		"TokenGeneration_V2":                generate("V2_0", full()),
		"TokenGeneration_V3_refresh":        generate("V3_0", hook.TokenEvent{Event: refreshed}),
		"TokenGeneration_ClientCredentials": generate("V3_0", hook.TokenEvent{Event: machine, Scopes: []string{"api/read"}}),
	}
}

func messages() map[string]occasion {
	message := func(kind userpool.MessageKind, e hook.Event) occasion {
		return func(ctx context.Context, c *trigger.Caller) error {
			_, err := c.CustomMessage(ctx, hook.MessageEvent{Event: e, Kind: kind, UsernamePlaceholder: kind == userpool.MessageAdminCreateUser})
			return err
		}
	}
	sender := func(medium userpool.Medium, e hook.Event) occasion {
		return func(ctx context.Context, c *trigger.Caller) error {
			_, err := c.CustomSender(ctx, hook.SenderEvent{Event: e, Medium: medium})
			return err
		}
	}
	invited := event("")
	invited.Client, invited.User.Status = hook.NoClient, userpool.ForceChangePassword
	told := event("ForgotPassword")
	told.Metadata = map[string]string{"k": "v"}
	attacked := event(trigger.SourceTakeOver)
	attacked.Metadata = map[string]string{"k": "v"}
	attacked.Attributes = userpool.Attributes{"EVENT_ID": "e1", "USER_NAME": "u1", "ACCOUNT_TAKE_OVER_ACTION": "BLOCK"}
	return map[string]occasion{
		"CustomMessage_SignUp":                     message(userpool.MessageSignUp, event("")),
		"CustomMessage_AdminCreateUser":            message(userpool.MessageAdminCreateUser, invited),
		"CustomEmailSender_ForgotPassword_no_code": sender(userpool.MediumEmail, told),
		"CustomSMSSender_Authentication_no_code":   sender(userpool.MediumSMS, event("Authentication")),
		"CustomEmailSender_AccountTakeOver":        sender(userpool.MediumEmail, attacked),
	}
}
