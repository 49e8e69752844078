package trigger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

const (
	functionARN = "arn:aws:lambda:eu-west-1:123456789012:function:hello"
	keyARN      = "arn:aws:kms:eu-west-1:123456789012:key/0f3c2a4e-0000-4000-8000-000000000001"
)

// pool is a pool that calls the function at every occasion.
func pool() *userpool.Pool {
	return &userpool.Pool{
		ID: "eu-west-1_AbC", AliasAttributes: []userpool.AttributeName{userpool.AttrEmail, userpool.AttrPhone},
		Lambda: userpool.LambdaConfig{
			PreSignUp: functionARN, PostConfirmation: functionARN, PreAuthentication: functionARN, PostAuthentication: functionARN,
			CustomMessage: functionARN, DefineAuthChallenge: functionARN, CreateAuthChallenge: functionARN,
			VerifyAuthChallenge: functionARN, UserMigration: functionARN, PreTokenGeneration: functionARN,
			CustomSMSSender: functionARN, CustomEmailSender: functionARN, InboundFederation: functionARN, KMSKeyID: keyARN,
		},
	}
}

func user() *userpool.User {
	return &userpool.User{
		Pool: "eu-west-1_AbC", Sub: "6f2c1f1e-0000-4000-8000-000000000001", Username: "u1", Status: userpool.Confirmed,
		Attributes: userpool.Attributes{
			"email": "u1@e.example", "email_verified": "true", "phone_number": "+15550100", "phone_number_verified": "false",
			"name": `A "quoted" <name> & ü`, "custom:team": "blue",
		},
	}
}

// event is the common part of a call about the user.
func event(source hook.Source) hook.Event {
	return hook.Event{Pool: pool(), Client: "1example23456789", Source: source, User: user(), UserName: "u1"}
}

// receiver is a webhook that keeps what it was sent and answers with a
// function of it.
type receiver struct {
	url string

	mu    sync.Mutex
	sent  [][]byte
	reply func(w http.ResponseWriter, event map[string]any)
}

func newReceiver(t testing.TB) *receiver {
	t.Helper()
	r := &receiver{reply: echo}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		var event map[string]any
		if err != nil || json.Unmarshal(body, &event) != nil {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		r.mu.Lock()
		r.sent = append(r.sent, body)
		reply := r.reply
		r.mu.Unlock()
		reply(w, event)
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *receiver) events() [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sent
}

// echo answers with the event as it came.
func echo(w http.ResponseWriter, event map[string]any) { json.NewEncoder(w).Encode(event) }

// with answers with the event and this response part.
func with(response string) func(http.ResponseWriter, map[string]any) {
	return func(w http.ResponseWriter, event map[string]any) {
		event["response"] = json.RawMessage(response)
		json.NewEncoder(w).Encode(event)
	}
}

// text answers with this body whatever came.
func text(status int, body string) func(http.ResponseWriter, map[string]any) {
	return func(w http.ResponseWriter, _ map[string]any) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func newCaller(t testing.TB, deps trigger.Deps, mappings ...string) *trigger.Caller {
	t.Helper()
	for _, s := range mappings {
		m, err := trigger.ParseMapping(s)
		if err != nil {
			t.Fatal(err)
		}
		deps.Functions = append(deps.Functions, m)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	c := trigger.New(deps)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := c.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return c
}

// wantError checks code and message of the exception.
func wantError(t testing.TB, name string, err error, code userpool.Code, message string) {
	t.Helper()
	var e *userpool.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: error %v is no exception", name, err)
		return
	}
	if e.Code != code || e.Message != message {
		t.Errorf("%s: %s %q, want %s %q", name, e.Code, e.Message, code, message)
	}
}

// A pool without functions costs nothing and needs no mapping.
func TestNoFunction(t *testing.T) {
	t.Parallel()
	c := newCaller(t, trigger.Deps{})
	e := event(hook.SourceSignUp)
	e.Pool = &userpool.Pool{ID: "eu-west-1_AbC"}
	ctx := t.Context()
	challenge := hook.ChallengeEvent{Event: e}
	if r, err := c.PreSignUp(ctx, e); err != nil || r != (hook.PreSignUpResult{}) {
		t.Errorf("PreSignUp: %v %v", r, err)
	}
	for name, err := range map[string]error{
		"PostConfirmation": c.PostConfirmation(ctx, e), "PreAuthentication": c.PreAuthentication(ctx, e),
		"PostAuthentication": c.PostAuthentication(ctx, e, true),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if handled, err := c.CustomSender(ctx, hook.SenderEvent{Event: e, Medium: userpool.MediumSMS}); handled || err != nil {
		t.Errorf("CustomSender: %v %v", handled, err)
	}
	if r, err := c.CustomMessage(ctx, hook.MessageEvent{Event: e}); err != nil || r != (hook.MessageResult{}) {
		t.Errorf("CustomMessage: %v %v", r, err)
	}
	if r, err := c.MigrateUser(ctx, e, nil); err != nil || r.Found {
		t.Errorf("MigrateUser: %v %v", r, err)
	}
	if r, err := c.DefineAuthChallenge(ctx, challenge); err != nil || r != (hook.DefineResult{}) {
		t.Errorf("DefineAuthChallenge: %v %v", r, err)
	}
	if r, err := c.CreateAuthChallenge(ctx, challenge); err != nil || r.Public != nil {
		t.Errorf("CreateAuthChallenge: %v %v", r, err)
	}
	if r, err := c.VerifyAuthChallenge(ctx, challenge); err != nil || r {
		t.Errorf("VerifyAuthChallenge: %v %v", r, err)
	}
	if r, err := c.PreTokenGeneration(ctx, hook.TokenEvent{Event: e}); err != nil || r.Groups != nil {
		t.Errorf("PreTokenGeneration: %v %v", r, err)
	}
	if r, err := c.InboundFederation(ctx, hook.InboundEvent{Event: e}); err != nil || r != nil {
		t.Errorf("InboundFederation: %v %v", r, err)
	}
}

// Each trigger tells a failing function by its own name.
func TestFunctionError(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	r.reply = text(http.StatusBadRequest, `{"errorMessage":"no"}`)
	c := newCaller(t, trigger.Deps{}, "*="+r.url)
	ctx, e := t.Context(), event(hook.SourceSignUp)
	challenge := hook.ChallengeEvent{Event: e}
	password := "secret"
	for name, call := range map[string]func() error{
		"PreSignUp":                   func() error { _, err := c.PreSignUp(ctx, e); return err },
		"PostConfirmation":            func() error { return c.PostConfirmation(ctx, e) },
		"PreAuthentication":           func() error { return c.PreAuthentication(ctx, e) },
		"PostAuthentication":          func() error { return c.PostAuthentication(ctx, e, false) },
		"CustomMessage":               func() error { _, err := c.CustomMessage(ctx, hook.MessageEvent{Event: e}); return err },
		"UserMigration":               func() error { _, err := c.MigrateUser(ctx, e, &password); return err },
		"DefineAuthChallenge":         func() error { _, err := c.DefineAuthChallenge(ctx, challenge); return err },
		"CreateAuthChallenge":         func() error { _, err := c.CreateAuthChallenge(ctx, challenge); return err },
		"VerifyAuthChallengeResponse": func() error { _, err := c.VerifyAuthChallenge(ctx, challenge); return err },
		"PreTokenGeneration":          func() error { _, err := c.PreTokenGeneration(ctx, hook.TokenEvent{Event: e}); return err },
		"InboundFederation":           func() error { _, err := c.InboundFederation(ctx, hook.InboundEvent{Event: e}); return err },
	} {
		wantError(t, name, call(), userpool.UserLambdaValidation, name+" failed with error no.")
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", 3000)
	tests := []struct {
		name     string
		reply    func(http.ResponseWriter, map[string]any)
		attempts int
		code     userpool.Code
		message  string
	}{
		{"null message", text(400, `{"errorMessage":null,"errorType":"E"}`), 1, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error ServiceException."},
		{"message with a full stop", text(500, `{"errorMessage":"no."}`), 1, userpool.UserLambdaValidation, "PreSignUp failed with error no.."},
		{"long message", text(400, `{"errorMessage":"`+long+`"}`), 1, userpool.UserLambdaValidation, "PreSignUp failed with error " + long[:2048] + "."},
		{"not found", text(404, ``), 1, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error ResourceNotFoundException."},
		{"denied", text(403, ``), 1, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error AccessDeniedException."},
		{"throttled", text(429, ``), 3, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error TooManyRequestsException."},
		{"unavailable", text(503, ``), 3, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error ServiceException."},
		{"server error", text(500, `oops`), 1, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error ServiceException."},
		{"empty", text(200, ``), 1, userpool.InvalidLambdaResponse, "Invalid lambda function output : Invalid JSON"},
		{"null", text(200, ` null `), 1, userpool.InvalidLambdaResponse, "Invalid lambda function output : Invalid JSON"},
		{"no JSON", text(200, `{"a":`), 1, userpool.InvalidLambdaResponse, "Invalid lambda function output : Invalid JSON"},
		{"too large", text(200, `"`+strings.Repeat("x", 6<<20)+`"`), 1, userpool.InvalidLambdaResponse, "Invalid lambda function output : Invalid JSON"},
		{"empty object", text(200, `{}`), 1, userpool.InvalidLambdaResponse, "Unrecognizable lambda output"},
		{"text", text(200, `"ok"`), 1, userpool.InvalidLambdaResponse, "Unrecognizable lambda output"},
		{"array", text(200, `[]`), 1, userpool.InvalidLambdaResponse, "Unrecognizable lambda output"},
		{"null response", with(`null`), 1, userpool.InvalidLambdaResponse, "Unrecognizable lambda output"},
		{"response of a wrong type", with(`"yes"`), 1, userpool.InvalidLambdaResponse, "Unrecognizable lambda output"},
		{"member of a wrong type", with(`{"autoConfirmUser":"true"}`), 1, userpool.InvalidLambdaResponse, "Unrecognizable lambda output"},
	}
	for _, member := range []string{"version", "region", "userPoolId", "userName", "callerContext", "triggerSource", "request", "response"} {
		tests = append(tests, tests[len(tests)-1])
		tests[len(tests)-1].name = "without " + member
		tests[len(tests)-1].reply = func(w http.ResponseWriter, event map[string]any) {
			delete(event, member)
			echo(w, event)
		}
	}
	for _, member := range []string{"version", "userPoolId", "triggerSource"} {
		tests = append(tests, tests[len(tests)-1])
		tests[len(tests)-1].name = "other " + member
		tests[len(tests)-1].reply = func(w http.ResponseWriter, event map[string]any) {
			event[member] = "other"
			echo(w, event)
		}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t)
			r.reply = tt.reply
			var seen []trigger.Observation
			c := newCaller(t, trigger.Deps{Observe: func(o trigger.Observation) { seen = append(seen, o) }}, "hello="+r.url)
			result, err := c.PreSignUp(t.Context(), event(hook.SourceSignUp))
			wantError(t, tt.name, err, tt.code, tt.message)
			if result != (hook.PreSignUpResult{}) {
				t.Errorf("result %v beside an error", result)
			}
			if len(r.events()) != tt.attempts {
				t.Errorf("%d attempts, want %d", len(r.events()), tt.attempts)
			}
			if len(seen) != 1 || seen[0].Attempts != tt.attempts || seen[0].Outcome == trigger.Succeeded ||
				seen[0].Source != "PreSignUp_SignUp" || seen[0].Function != functionARN {
				t.Errorf("observed %+v", seen)
			}
		})
	}
}

// A change of the request part is no answer.
func TestRequestIsIgnored(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	r.reply = func(w http.ResponseWriter, event map[string]any) {
		event["request"] = map[string]any{"userAttributes": map[string]any{"email": 5}}
		event["userName"], event["extra"] = "somebody", true
		echo(w, event)
	}
	c := newCaller(t, trigger.Deps{}, "hello="+r.url)
	if _, err := c.PreSignUp(t.Context(), event(hook.SourceSignUp)); err != nil {
		t.Error(err)
	}
}

// A function that does not answer gets three attempts, each cut short.
func TestTimeout(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	r.reply = func(http.ResponseWriter, map[string]any) { <-release }
	var attempts int
	c := newCaller(t, trigger.Deps{Timeout: 20 * time.Millisecond, Observe: func(o trigger.Observation) { attempts = o.Attempts }}, "hello="+r.url)
	_, err := c.PreSignUp(t.Context(), event(hook.SourceSignUp))
	wantError(t, "slow", err, userpool.UnexpectedLambda,
		"PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.")
	if attempts != 3 {
		t.Errorf("%d attempts, want 3", attempts)
	}
	// Nobody waits for the second attempt of a caller that has gone.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.PreSignUp(ctx, event(hook.SourceSignUp)); userpool.CodeOf(err) != userpool.UnexpectedLambda {
		t.Errorf("error %v, want %s", err, userpool.UnexpectedLambda)
	}
	if attempts != 1 {
		t.Errorf("%d attempts for a caller that has gone", attempts)
	}
}

func TestSecondAttempt(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	var n atomic.Int32
	r.reply = func(w http.ResponseWriter, event map[string]any) {
		if n.Add(1) < 3 {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		with(`{"autoConfirmUser":true}`)(w, event)
	}
	c := newCaller(t, trigger.Deps{}, "hello="+r.url)
	got, err := c.PreSignUp(t.Context(), event(hook.SourceSignUp))
	if err != nil || !got.AutoConfirm {
		t.Errorf("result %v, error %v", got, err)
	}
	events := r.events()
	if len(events) != 3 || !bytes.Equal(events[0], events[2]) {
		t.Errorf("%d attempts, want 3 with the same event", len(events))
	}
}

// A function that is not configured is an error, for every trigger.
func TestUnmapped(t *testing.T) {
	t.Parallel()
	c := newCaller(t, trigger.Deps{}, "another=http://127.0.0.1:1")
	_, err := c.PreSignUp(t.Context(), event(hook.SourceSignUp))
	wantError(t, "PreSignUp", err, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error ResourceNotFoundException.")
	handled, err := c.CustomSender(t.Context(), hook.SenderEvent{Event: event("SignUp"), Medium: userpool.MediumEmail, Code: "1"})
	wantError(t, "CustomEmailSender", err, userpool.UnexpectedLambda, "CustomEmailSender invocation failed due to error ResourceNotFoundException.")
	if !handled {
		t.Error("the message would be sent another way although the pool has its own sender")
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close() // nobody listens there any more
	c := newCaller(t, trigger.Deps{}, "*="+server.URL)
	_, err := c.PreSignUp(t.Context(), event(hook.SourceSignUp))
	wantError(t, "PreSignUp", err, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error ServiceException.")
}

// Nothing of event, answer or error message reaches the log.
func TestLogsNoSecrets(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	r.reply = text(400, `{"errorMessage":"u1@e.example has the password hunter2"}`)
	var log bytes.Buffer
	c := newCaller(t, trigger.Deps{Log: slog.New(slog.NewJSONHandler(&log, nil))}, "*="+r.url)
	password := "hunter2"
	_, err := c.MigrateUser(t.Context(), event(hook.SourceAuthentication), &password)
	if err == nil || !strings.Contains(err.Error(), "hunter2") {
		t.Fatalf("error %v, want the handler's", err)
	}
	var record map[string]any
	if err := json.Unmarshal(log.Bytes(), &record); err != nil {
		t.Fatalf("log %q: %v", log.String(), err)
	}
	delete(record, "time")
	delete(record, "duration")
	want := map[string]any{"level": "INFO", "msg": "trigger failed", "trigger": "UserMigration_Authentication",
		"function": functionARN, "outcome": "function_error", "attempts": 1.0}
	if diff := cmp.Diff(want, record); diff != "" {
		t.Errorf("log record (-want +got):\n%s", diff)
	}
}
