package trigger_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// answered lets a function answer and gives what the trigger made of it.
func answered[T any](t *testing.T, deps trigger.Deps, response string, call func(*trigger.Caller) (T, error)) (T, error) {
	t.Helper()
	r := newReceiver(t)
	r.reply = with(response)
	return call(newCaller(t, deps, "*="+r.url))
}

// unusable is the answer to what the function should not have said.
const unusable = "InvalidLambdaResponseException: Unrecognizable lambda output"

// answerCase is a response part and what comes of it, or unusable.
type answerCase[T any] struct {
	name     string
	response string
	want     T
	fails    bool
}

func checkAnswers[T any](t *testing.T, deps trigger.Deps, cases []answerCase[T], call func(*trigger.Caller) (T, error)) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := answered(t, deps, tt.response, call)
			if tt.fails && (err == nil || err.Error() != unusable) {
				t.Errorf("error %v, want %s", err, unusable)
			}
			if !tt.fails && err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPreSignUpAnswers(t *testing.T) {
	t.Parallel()
	type result = hook.PreSignUpResult
	checkAnswers(t, trigger.Deps{}, []answerCase[result]{
		{name: "nothing", response: `{}`},
		{name: "nulls", response: `{"autoConfirmUser":null,"autoVerifyEmail":null}`},
		{name: "all", response: `{"autoConfirmUser":true,"autoVerifyEmail":true,"autoVerifyPhone":true}`, want: result{AutoConfirm: true, AutoVerifyEmail: true, AutoVerifyPhone: true}},
		{name: "exact names only", response: `{"AutoConfirmUser":true,"AUTOVERIFYEMAIL":true}`},
		{name: "other members", response: `{"autoVerifyPhone":true,"more":[1]}`, want: result{AutoVerifyPhone: true}},
		{name: "text", response: `{"autoConfirmUser":true,"autoVerifyEmail":"true"}`, fails: true},
		{name: "number", response: `{"autoConfirmUser":1}`, fails: true},
	}, func(c *trigger.Caller) (result, error) { return c.PreSignUp(t.Context(), event(hook.SourceSignUp)) })
}

func TestUserMigrationAnswers(t *testing.T) {
	t.Parallel()
	type result = hook.MigrationResult
	checkAnswers(t, trigger.Deps{}, []answerCase[result]{
		{name: "nobody", response: `{}`},
		{name: "nobody in spite of a status", response: `{"userAttributes":null,"finalUserStatus":"CONFIRMED"}`},
		{name: "no attributes", response: `{"userAttributes":{}}`},
		{name: "somebody", response: `{"userAttributes":{"email":"a@e.example","email_verified":"true","name":null}}`,
			want: result{Found: true, Attributes: userpool.Attributes{"email": "a@e.example", "email_verified": "true"}}},
		{name: "all", response: `{"userAttributes":{"username":"a"},"finalUserStatus":"CONFIRMED","messageAction":"SUPPRESS",
			"desiredDeliveryMediums":["EMAIL","SMS"],"forceAliasCreation":true,"enableSMSMFA":true}`,
			want: result{Found: true, Attributes: userpool.Attributes{"username": "a"}, Status: "CONFIRMED", Suppress: true,
				Mediums: []userpool.Medium{"EMAIL", "SMS"}, ForceAlias: true, EnableSMSMFA: true}},
		{name: "zero values of a typed handler", response: `{"userAttributes":{"email":"a"},"finalUserStatus":"","messageAction":"","desiredDeliveryMediums":null,"forceAliasCreation":false}`,
			want: result{Found: true, Attributes: userpool.Attributes{"email": "a"}}},
		{name: "value of a wrong type", response: `{"userAttributes":{"email_verified":true}}`, fails: true},
		{name: "unknown action", response: `{"userAttributes":{"email":"a"},"messageAction":"SHOUT"}`, fails: true},
		{name: "unknown medium", response: `{"userAttributes":{"email":"a"},"desiredDeliveryMediums":["PIGEON"]}`, fails: true},
		{name: "null medium", response: `{"userAttributes":{"email":"a"},"desiredDeliveryMediums":[null]}`, fails: true},
	}, func(c *trigger.Caller) (result, error) {
		password := "secret"
		return c.MigrateUser(t.Context(), event(hook.SourceAuthentication), &password)
	})
}

func TestCustomMessageAnswers(t *testing.T) {
	t.Parallel()
	type result = hook.MessageResult
	call := func(kind userpool.MessageKind, sending string) func(c *trigger.Caller) (result, error) {
		e := hook.MessageEvent{Event: event(""), Kind: kind, UsernamePlaceholder: kind == userpool.MessageAdminCreateUser}
		e.Pool.Email.SendingAccount = sending
		return func(c *trigger.Caller) (result, error) { return c.CustomMessage(t.Context(), e) }
	}
	checkAnswers(t, trigger.Deps{}, []answerCase[result]{
		{name: "nothing", response: `{"smsMessage":null,"emailMessage":null,"emailSubject":null}`},
		{name: "empty texts", response: `{"smsMessage":"","emailMessage":"","emailSubject":""}`},
		{name: "all", response: `{"smsMessage":"code {####}","emailMessage":"<b>{####}</b>","emailSubject":"Hi"}`,
			want: result{SMS: "code {####}", Email: "<b>{####}</b>", EmailSubject: "Hi"}},
		{name: "link", response: `{"emailMessage":"{##Click Here##}"}`, want: result{Email: "{##Click Here##}"}},
		{name: "link of own words", response: `{"emailMessage":"{##Verify me##}"}`, want: result{Email: "{##Verify me##}"}},
		{name: "longest", response: `{"smsMessage":"{####}` + strings.Repeat("ü", 134) + `"}`, want: result{SMS: "{####}" + strings.Repeat("ü", 134)}},
		{name: "too long", response: `{"smsMessage":"{####}` + strings.Repeat("ü", 135) + `"}`, fails: true},
		{name: "SMS without code", response: `{"smsMessage":"hello"}`, fails: true},
		{name: "mail without code", response: `{"emailMessage":"hello"}`, fails: true},
		{name: "mail too long", response: `{"emailMessage":"{####}` + strings.Repeat("x", 20000) + `"}`, fails: true},
		{name: "number", response: `{"smsMessage":123456}`, fails: true},
	}, call(userpool.MessageSignUp, "COGNITO_DEFAULT"))
	checkAnswers(t, trigger.Deps{}, []answerCase[result]{
		{name: "invitation", response: `{"smsMessage":"{username} {####}"}`, want: result{SMS: "{username} {####}"}},
		{name: "invitation without name", response: `{"smsMessage":"{####}"}`, fails: true},
	}, call(userpool.MessageAdminCreateUser, ""))
	strict := trigger.Deps{StrictAWS: true}
	checkAnswers(t, strict, []answerCase[result]{
		{name: "strict mail", response: `{"emailMessage":"{####}"}`, fails: true},
		{name: "strict subject", response: `{"emailSubject":"Hi"}`, fails: true},
		{name: "strict SMS", response: `{"smsMessage":"{####}"}`, want: result{SMS: "{####}"}},
	}, call(userpool.MessageSignUp, "COGNITO_DEFAULT"))
	checkAnswers(t, strict, []answerCase[result]{
		{name: "strict mail through SES", response: `{"emailMessage":"{####}"}`, want: result{Email: "{####}"}},
	}, call(userpool.MessageSignUp, "DEVELOPER"))
}

func TestChallengeAnswers(t *testing.T) {
	t.Parallel()
	e := hook.ChallengeEvent{Event: event("")}
	checkAnswers(t, trigger.Deps{}, []answerCase[hook.DefineResult]{
		{name: "challenge", response: `{"challengeName":"CUSTOM_CHALLENGE","issueTokens":false,"failAuthentication":false}`, want: hook.DefineResult{Challenge: "CUSTOM_CHALLENGE"}},
		{name: "tokens", response: `{"challengeName":null,"issueTokens":true}`, want: hook.DefineResult{IssueTokens: true}},
		{name: "failure", response: `{"failAuthentication":true}`, want: hook.DefineResult{Fail: true}},
		{name: "no way on", response: `{"challengeName":"","issueTokens":false,"failAuthentication":false}`, fails: true},
		{name: "nothing", response: `{}`, fails: true},
		{name: "wrong type", response: `{"issueTokens":"true","failAuthentication":true}`, fails: true},
	}, func(c *trigger.Caller) (hook.DefineResult, error) { return c.DefineAuthChallenge(t.Context(), e) })
	checkAnswers(t, trigger.Deps{}, []answerCase[hook.CreateResult]{
		{name: "challenge", response: `{"publicChallengeParameters":{"q":"2+3"},"privateChallengeParameters":{"answer":"5","x":null},"challengeMetadata":"SUM"}`,
			want: hook.CreateResult{Public: map[string]string{"q": "2+3"}, Private: map[string]string{"answer": "5"}, Metadata: ptr("SUM")}},
		{name: "nothing", response: `{}`},
		{name: "number", response: `{"publicChallengeParameters":{"q":5}}`, fails: true},
		{name: "array", response: `{"privateChallengeParameters":["5"]}`, fails: true},
	}, func(c *trigger.Caller) (hook.CreateResult, error) { return c.CreateAuthChallenge(t.Context(), e) })
	checkAnswers(t, trigger.Deps{}, []answerCase[bool]{
		{name: "right", response: `{"answerCorrect":true}`, want: true},
		{name: "wrong", response: `{"answerCorrect":false}`},
		{name: "null", response: `{"answerCorrect":null}`},
		{name: "nothing", response: `{}`},
		{name: "text", response: `{"answerCorrect":"true"}`, fails: true},
	}, func(c *trigger.Caller) (bool, error) { return c.VerifyAuthChallenge(t.Context(), e) })
}

func TestTokenAnswersV1(t *testing.T) {
	t.Parallel()
	type result = hook.TokenResult
	e := hook.TokenEvent{Event: event(hook.SourceAuthentication)}
	e.Pool.Lambda.PreTokenVersion = "V1_0"
	set := func(r result, s map[string][]byte) result { r.ID.Set = s; return r }
	checkAnswers(t, trigger.Deps{}, []answerCase[result]{
		{name: "nothing", response: `{}`},
		{name: "null", response: `{"claimsOverrideDetails":null}`},
		{name: "empty", response: `{"claimsOverrideDetails":{}}`, want: set(result{}, map[string][]byte{})},
		{name: "claims", response: `{"claimsOverrideDetails":{"claimsToAddOrOverride":{"a":"b","n":null},"claimsToSuppress":["email"]}}`,
			want: result{ID: hook.ClaimChanges{Set: map[string][]byte{"a": []byte(`"b"`)}, Suppress: []string{"email"}}}},
		{name: "groups", response: `{"claimsOverrideDetails":{"groupOverrideDetails":{"groupsToOverride":["g"],"iamRolesToOverride":["r"],"preferredRole":"r"}}}`,
			want: set(result{Groups: &hook.GroupOverride{Groups: []string{"g"}, Roles: []string{"r"}, PreferredRole: "r"}}, map[string][]byte{})},
		{name: "empty groups", response: `{"claimsOverrideDetails":{"groupOverrideDetails":{}}}`,
			want: set(result{Groups: &hook.GroupOverride{}}, map[string][]byte{})},
		{name: "null groups", response: `{"claimsOverrideDetails":{"groupOverrideDetails":null}}`,
			want: set(result{Groups: &hook.GroupOverride{}}, map[string][]byte{})},
		{name: "the other form", response: `{"claimsAndScopeOverrideDetails":{"idTokenGeneration":{"claimsToSuppress":["email"]}}}`},
		{name: "number", response: `{"claimsOverrideDetails":{"claimsToAddOrOverride":{"a":1}}}`, fails: true},
		{name: "object", response: `{"claimsOverrideDetails":{"claimsToAddOrOverride":{"a":{}}}}`, fails: true},
		{name: "text for a list", response: `{"claimsOverrideDetails":{"claimsToSuppress":"email"}}`, fails: true},
		{name: "text for groups", response: `{"claimsOverrideDetails":{"groupOverrideDetails":"none"}}`, fails: true},
	}, func(c *trigger.Caller) (result, error) { return c.PreTokenGeneration(t.Context(), e) })
}

func TestTokenAnswersV2(t *testing.T) {
	t.Parallel()
	type result = hook.TokenResult
	e := hook.TokenEvent{Event: event(hook.SourceAuthentication)}
	e.Pool.Lambda.PreTokenVersion = "V2_0"
	id := func(claims string) string {
		return `{"claimsAndScopeOverrideDetails":{"idTokenGeneration":{"claimsToAddOrOverride":` + claims + `}}}`
	}
	changes := func(name, value string) hook.ClaimChanges {
		return hook.ClaimChanges{Set: map[string][]byte{name: []byte(value)}}
	}
	checkAnswers(t, trigger.Deps{}, []answerCase[result]{
		{name: "null", response: `{"claimsAndScopeOverrideDetails":null}`},
		{name: "all", response: `{"claimsAndScopeOverrideDetails":{
			"idTokenGeneration":{"claimsToAddOrOverride":{"n":1.50},"claimsToSuppress":["email"]},
			"accessTokenGeneration":{"claimsToAddOrOverride":{"o":{"a":[true]}},"claimsToSuppress":["x"],"scopesToAdd":["s"],"scopesToSuppress":["openid"]},
			"groupOverrideDetails":{"groupsToOverride":["g"]}}}`,
			want: result{
				ID:        hook.ClaimChanges{Set: map[string][]byte{"n": []byte("1.50")}, Suppress: []string{"email"}},
				Access:    hook.ClaimChanges{Set: map[string][]byte{"o": []byte(`{"a":[true]}`)}, Suppress: []string{"x"}},
				AddScopes: []string{"s"}, SuppressScopes: []string{"openid"}, Groups: &hook.GroupOverride{Groups: []string{"g"}}}},
		{name: "null parts", response: `{"claimsAndScopeOverrideDetails":{"idTokenGeneration":null,"accessTokenGeneration":null}}`},
		{name: "verified as boolean", response: id(`{"email_verified":true}`), want: result{ID: changes("email_verified", "true")}},
		{name: "verified as object", response: id(`{"email_verified":{}}`), fails: true},
		{name: "updated_at as number", response: id(`{"updated_at":5}`), want: result{ID: changes("updated_at", "5")}},
		{name: "updated_at as array", response: id(`{"updated_at":[5]}`), fails: true},
		{name: "address as object", response: id(`{"address":{"formatted":"x"}}`), want: result{ID: changes("address", `{"formatted":"x"}`)}},
		{name: "address as number", response: id(`{"address":5}`), fails: true},
		{name: "claims of a wrong type", response: id(`["a"]`), fails: true},
		{name: "scopes of a wrong type", response: `{"claimsAndScopeOverrideDetails":{"accessTokenGeneration":{"scopesToAdd":"a b"}}}`, fails: true},
	}, func(c *trigger.Caller) (result, error) { return c.PreTokenGeneration(t.Context(), e) })
}

// Machines have tokens of the third form only.
func TestClientCredentials(t *testing.T) {
	t.Parallel()
	for version, calls := range map[string]int{"": 0, "V1_0": 0, "V2_0": 0, "V3_0": 1} {
		r := newReceiver(t)
		c := newCaller(t, trigger.Deps{}, "*="+r.url)
		e := hook.TokenEvent{Event: hook.Event{Pool: pool(), Client: "1ex", Source: hook.SourceClientCredential}}
		e.Pool.Lambda.PreTokenVersion = version
		if _, err := c.PreTokenGeneration(t.Context(), e); err != nil || len(r.events()) != calls {
			t.Errorf("%s: %d calls, error %v; want %d calls", version, len(r.events()), err, calls)
		}
	}
}

func TestInboundFederationAnswers(t *testing.T) {
	t.Parallel()
	e := hook.InboundEvent{Event: event(""), ProviderName: "p", ProviderType: "OIDC"}
	checkAnswers(t, trigger.Deps{}, []answerCase[map[string]string]{
		{name: "nothing", response: `{}`},
		{name: "empty", response: `{"userAttributesToMap":{}}`},
		{name: "some", response: `{"userAttributesToMap":{"email":"a","custom:x":"y"}}`, want: map[string]string{"email": "a", "custom:x": "y"}},
		{name: "number", response: `{"userAttributesToMap":{"email":1}}`, fails: true},
	}, func(c *trigger.Caller) (map[string]string, error) { return c.InboundFederation(t.Context(), e) })
}
