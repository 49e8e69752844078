package trigger_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

const handlers = "../../test/handlers/"

// needRuntimes skips tests that need Node.js, Python and Go modules.
func needRuntimes(t testing.TB) {
	t.Helper()
	if os.Getenv("COGNATE_TEST_RUNTIMES") != "1" {
		t.Skip("runs Node.js, Python and a build with aws-lambda-go; set COGNATE_TEST_RUNTIMES=1")
	}
}

// bootstrap builds the Go handler.
func bootstrap(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.Command("go", "build", "-o", file, ".")
	build.Dir = handlers
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the handler: %v\n%s", err, out)
	}
	return file
}

// runtimes are the mappings to the same handler in three languages.
func runtimes(t testing.TB) map[string]string {
	t.Helper()
	return map[string]string{
		"go":     "hello=exec:" + bootstrap(t),
		"node":   "hello=node:" + handlers + "handler.mjs",
		"python": "hello=python:" + handlers + "handler.py",
	}
}

// Real handlers in three languages change what each trigger can change.
func TestHandlers(t *testing.T) {
	needRuntimes(t)
	t.Parallel()
	for language, mapping := range runtimes(t) {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			c := newCaller(t, trigger.Deps{Timeout: time.Minute}, mapping)
			handlerSignUps(t, c)
			handlerSignIns(t, c)
			handlerChallenges(t, c)
			handlerTokens(t, c)
		})
	}
}

func want[T any](t *testing.T, name string, got T, err error, want T) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func handlerSignUps(t *testing.T, c *trigger.Caller) {
	e := hook.Event{Pool: pool(), Client: "1ex", Source: hook.SourceSignUp, UserName: "u1",
		Attributes: userpool.Attributes{"email": "u1@e.example"}}
	got, err := c.PreSignUp(t.Context(), e)
	want(t, "PreSignUp", got, err, hook.PreSignUpResult{})
	e.Validation = map[string]string{"invite": "42"}
	got, err = c.PreSignUp(t.Context(), e)
	want(t, "PreSignUp invited", got, err, hook.PreSignUpResult{AutoConfirm: true, AutoVerifyEmail: true})
	e.Attributes = userpool.Attributes{"email": "u1@bad.example"}
	_, err = c.PreSignUp(t.Context(), e)
	wantError(t, "PreSignUp refused", err, userpool.UserLambdaValidation, "PreSignUp failed with error no.")

	confirmed := event(hook.SourceConfirmSignUp)
	if err := c.PostConfirmation(t.Context(), confirmed); err != nil {
		t.Error(err)
	}
	confirmed.User.Attributes["name"] = "reject"
	wantError(t, "PostConfirmation", c.PostConfirmation(t.Context(), confirmed), userpool.UserLambdaValidation, "PostConfirmation failed with error rejected.")

	words, err := c.CustomMessage(t.Context(), hook.MessageEvent{Event: event(""), Kind: userpool.MessageSignUp})
	want(t, "CustomMessage", words, err, hook.MessageResult{SMS: "Code {####}", Email: "<p>Code {####}</p>", EmailSubject: "Welcome"})
}

func handlerSignIns(t *testing.T, c *trigger.Caller) {
	e := event(hook.SourceAuthentication)
	if err := c.PreAuthentication(t.Context(), e); err != nil {
		t.Error(err)
	}
	e.Validation = map[string]string{"block": "yes"}
	wantError(t, "PreAuthentication", c.PreAuthentication(t.Context(), e), userpool.UserLambdaValidation, "PreAuthentication failed with error blocked.")
	if err := c.PostAuthentication(t.Context(), e, false); err != nil {
		t.Error(err)
	}
	wantError(t, "PostAuthentication", c.PostAuthentication(t.Context(), e, true), userpool.UserLambdaValidation, "PostAuthentication failed with error new device.")

	unknown := hook.Event{Pool: pool(), Client: "1ex", Source: hook.SourceAuthentication, UserName: "Ü@e.example"}
	got, err := c.MigrateUser(t.Context(), unknown, ptr("old-password"))
	want(t, "UserMigration", got, err, hook.MigrationResult{Found: true, Status: "CONFIRMED", Suppress: true,
		Attributes: userpool.Attributes{"email": "Ü@e.example", "email_verified": "true"}})
	_, err = c.MigrateUser(t.Context(), unknown, ptr("other"))
	wantError(t, "UserMigration", err, userpool.UserLambdaValidation, "UserMigration failed with error bad password.")
}

func handlerChallenges(t *testing.T, c *trigger.Caller) {
	round := func(right bool) hook.Round {
		return hook.Round{Challenge: "CUSTOM_CHALLENGE", Result: right, Metadata: ptr("SUM")}
	}
	for _, tt := range []struct {
		session []hook.Round
		want    hook.DefineResult
	}{
		{nil, hook.DefineResult{Challenge: "CUSTOM_CHALLENGE"}},
		{[]hook.Round{round(false)}, hook.DefineResult{Challenge: "CUSTOM_CHALLENGE"}},
		{[]hook.Round{round(false), round(true)}, hook.DefineResult{IssueTokens: true}},
		{[]hook.Round{round(false), round(false), round(false)}, hook.DefineResult{Fail: true}},
	} {
		got, err := c.DefineAuthChallenge(t.Context(), hook.ChallengeEvent{Event: event(""), Session: tt.session})
		want(t, "DefineAuthChallenge", got, err, tt.want)
	}
	created, err := c.CreateAuthChallenge(t.Context(), hook.ChallengeEvent{Event: event(""), Challenge: "CUSTOM_CHALLENGE"})
	want(t, "CreateAuthChallenge", created, err, hook.CreateResult{Public: map[string]string{"question": "2+3"},
		Private: map[string]string{"answer": "5"}, Metadata: ptr("SUM")})
	for answer, right := range map[string]bool{"5": true, "6": false} {
		got, err := c.VerifyAuthChallenge(t.Context(), hook.ChallengeEvent{Event: event(""), Private: created.Private, Answer: answer})
		want(t, "VerifyAuthChallengeResponse", got, err, right)
	}
}

func handlerTokens(t *testing.T, c *trigger.Caller) {
	e := hook.TokenEvent{Event: event(hook.SourceAuthentication), Groups: []string{"admins"}}
	e.Pool.Lambda.PreTokenVersion = "V1_0"
	got, err := c.PreTokenGeneration(t.Context(), e)
	groups := &hook.GroupOverride{Groups: []string{"admins", "extra"}}
	want(t, "TokenGeneration V1", got, err, hook.TokenResult{Groups: groups,
		ID: hook.ClaimChanges{Set: map[string][]byte{"tenant": []byte(`"t1"`)}, Suppress: []string{"email"}}})
	e.Pool.Lambda.PreTokenVersion = "V2_0"
	got, err = c.PreTokenGeneration(t.Context(), e)
	for name, value := range got.Access.Set { // Python puts spaces into arrays
		got.Access.Set[name] = []byte(strings.ReplaceAll(string(value), " ", ""))
	}
	want(t, "TokenGeneration V2", got, err, hook.TokenResult{Groups: groups, AddScopes: []string{"api/read"},
		ID:     hook.ClaimChanges{Set: map[string][]byte{"level": []byte("3")}},
		Access: hook.ClaimChanges{Set: map[string][]byte{"roles": []byte(`["a","b"]`)}}})
}

// Slow, crashing, wrong-answering and missing handlers give Cognito's errors.
func TestBadHandlers(t *testing.T) {
	needRuntimes(t)
	t.Parallel()
	for language, mapping := range runtimes(t) {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			var attempts int
			patient := newCaller(t, trigger.Deps{Timeout: time.Minute, Observe: func(o trigger.Observation) { attempts = o.Attempts }}, mapping)
			behave := func(how string) hook.Event {
				e := event(hook.SourceSignUp)
				e.Metadata = map[string]string{"behave": how}
				return e
			}
			_, err := patient.PreSignUp(t.Context(), behave("wrong"))
			wantError(t, "wrong", err, userpool.InvalidLambdaResponse, "Unrecognizable lambda output")
			_, err = patient.PreSignUp(t.Context(), behave("crash"))
			if userpool.CodeOf(err) != userpool.UserLambdaValidation || attempts != 1 ||
				!strings.HasSuffix(err.Error(), " Error: Runtime exited with error: exit status 9.") {
				t.Errorf("crash: error %v after %d attempts", err, attempts)
			}
			if _, err := patient.PreSignUp(t.Context(), behave("")); err != nil {
				t.Errorf("after a crash: %v", err)
			}
			hasty := newCaller(t, trigger.Deps{Timeout: 100 * time.Millisecond, Observe: func(o trigger.Observation) { attempts = o.Attempts }}, mapping)
			_, err = hasty.PreSignUp(t.Context(), behave("sleep"))
			wantError(t, "sleep", err, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.")
			if attempts != 3 {
				t.Errorf("sleep: %d attempts, want 3", attempts)
			}
			missing := newCaller(t, trigger.Deps{}, strings.ReplaceAll(mapping, "handler", "missing")+".none")
			_, err = missing.PreSignUp(t.Context(), behave(""))
			wantError(t, "missing", err, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error ResourceNotFoundException.")
		})
	}
}

// Handlers that do not load say why.
func TestBrokenHandlers(t *testing.T) {
	needRuntimes(t)
	t.Parallel()
	for mapping, message := range map[string]string{
		"hello=node:" + handlers + "broken.cjs":          "Unexpected end of input",
		"hello=node:" + handlers + "handler.mjs#nobody":  "nobody is undefined or not exported",
		"hello=python:" + handlers + "broken.py":         "No module named 'no_such_module'",
		"hello=python:" + handlers + "handler.py#nobody": "Handler 'nobody' missing on module 'handler'",
	} {
		c := newCaller(t, trigger.Deps{Timeout: time.Minute}, mapping)
		_, err := c.PreSignUp(t.Context(), event(hook.SourceSignUp))
		wantError(t, mapping, err, userpool.UserLambdaValidation, "PreSignUp failed with error "+message+".")
	}
}

// Handlers may be written in every style that Lambda has known.
func TestStyles(t *testing.T) {
	needRuntimes(t)
	t.Parallel()
	for style, message := range map[string]string{
		"node:styles.cjs#callback": "", "node:styles.cjs#done": "", "node:styles.cjs#succeed": "", "node:styles.cjs#plain": "",
		"node:styles.cjs#promise": "", "node:styles.cjs#nested.deep": "", "python:styles.py#coroutine": "", "python:styles.py#nested.deep": "",
		"node:styles.cjs#callbackError":   "PreSignUp failed with error by callback.",
		"node:styles.cjs#callbackText":    "PreSignUp failed with error just text.",
		"node:styles.cjs#fail":            "PreSignUp failed with error by fail.",
		"node:styles.cjs#rejected":        "PreSignUp failed with error by promise.",
		"node:styles.cjs#thrown":          "PreSignUp failed with error at once.",
		"node:styles.cjs#escaped":         "PreSignUp failed with error out of reach.",
		"node:styles.cjs#nothing":         "Invalid lambda function output : Invalid JSON",
		"node:styles.cjs#cyclic":          "PreSignUp failed with error Converting circular structure to JSON",
		"node:styles.cjs#never":           "Invalid lambda function output : Invalid JSON",
		"python:styles.py#none":           "Invalid lambda function output : Invalid JSON",
		"python:styles.py#leave":          "PreSignUp failed with error RequestId: ",
		"python:styles.py#unserializable": "PreSignUp failed with error Unable to marshal response: Object of type set is not JSON serializable.",
	} {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			kind, file, _ := strings.Cut(style, ":")
			c := newCaller(t, trigger.Deps{Timeout: time.Minute}, "hello="+kind+":"+handlers+file)
			for range 2 { // the second event finds the process as the first left it
				_, err := c.PreSignUp(t.Context(), event(hook.SourceSignUp))
				switch {
				case message == "" && err != nil:
					t.Error(err)
				case message != "" && (err == nil || !strings.Contains(err.Error(), ": "+message)):
					t.Errorf("error %v, want %s", err, message)
				}
			}
		})
	}
}

// The time a trigger adds, by carrier.
func BenchmarkPreSignUp(b *testing.B) {
	r := newReceiver(b)
	mappings := map[string]string{"webhook": "hello=" + r.url}
	if os.Getenv("COGNATE_TEST_RUNTIMES") == "1" {
		for language, mapping := range runtimes(b) {
			mappings[language] = mapping
		}
	}
	for carrier, mapping := range mappings {
		b.Run(carrier, func(b *testing.B) {
			c := newCaller(b, trigger.Deps{Timeout: time.Minute}, mapping)
			e := event(hook.SourceSignUp)
			e.Attributes = userpool.Attributes{"email": "u1@e.example"}
			if _, err := c.PreSignUp(b.Context(), e); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.PreSignUp(b.Context(), e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
