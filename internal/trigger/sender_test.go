package trigger_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/cognate-id/cognate/internal/crypto/sdkmessage"
	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// dataKeys is a key service that keeps what it was asked.
type dataKeys struct {
	err error

	mu    sync.Mutex
	asked []map[string]string
}

func (k *dataKeys) GenerateDataKey(_ context.Context, key string, bound map[string]string) (sdkmessage.DataKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	bound["key"] = key
	k.asked = append(k.asked, bound)
	return sdkmessage.DataKey{Plain: make([]byte, 32), Sealed: []byte("sealed data key"), Name: key}, k.err
}

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func sent(medium userpool.Medium) hook.SenderEvent {
	return hook.SenderEvent{Event: event("SignUp"), Kind: userpool.MessageSignUp, Medium: medium, Code: `pass<word>42`}
}

// The function gets the code encrypted, and nobody waits for it.
func TestCustomSender(t *testing.T) {
	t.Parallel()
	for medium, want := range map[userpool.Medium][2]string{
		userpool.MediumEmail: {"CustomEmailSender_SignUp", "customEmailSenderRequestV1"},
		userpool.MediumSMS:   {"CustomSMSSender_SignUp", "customSMSSenderRequestV1"},
	} {
		r := newReceiver(t)
		keys := &dataKeys{}
		c := newCaller(t, trigger.Deps{DataKeys: keys}, "*="+r.url)
		handled, err := c.CustomSender(t.Context(), sent(medium))
		if !handled || err != nil {
			t.Fatalf("handled %v, error %v", handled, err)
		}
		if err := c.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		var got struct {
			TriggerSource string
			Request       struct{ Type, Code string }
		}
		if len(r.events()) != 1 || json.Unmarshal(r.events()[0], &got) != nil {
			t.Fatalf("events %s", r.events())
		}
		if got.TriggerSource != want[0] || got.Request.Type != want[1] {
			t.Errorf("source %s, type %s; want %s", got.TriggerSource, got.Request.Type, want)
		}
		message, err := base64.StdEncoding.DecodeString(got.Request.Code)
		if err != nil || !strings.HasPrefix(got.Request.Code, "AYADe") || !bytes.Contains(message, []byte("sealed data key")) ||
			!bytes.Contains(message, []byte(keyARN)) || bytes.Contains(message, []byte("42")) {
			t.Errorf("code %q is no message of the Encryption SDK: %v", got.Request.Code, err)
		}
		if len(keys.asked) != 1 || keys.asked[0]["userpool-id"] != "eu-west-1_AbC" || keys.asked[0]["key"] != keyARN {
			t.Errorf("asked the key service for %v", keys.asked)
		}
	}
}

// What goes wrong in the background is logged, without the code.
func TestCustomSenderFails(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		deps  trigger.Deps
		reply func(http.ResponseWriter, map[string]any)
		cause string
		calls int
	}{
		"no key service":     {trigger.Deps{}, echo, "no key service is configured", 0},
		"key service denies": {trigger.Deps{DataKeys: &dataKeys{err: errors.New("denied by policy")}}, echo, "denied by policy", 0},
		"function raises":    {trigger.Deps{DataKeys: &dataKeys{}}, text(400, `{"errorMessage":"no"}`), "function_error", 1},
		"function is down":   {trigger.Deps{DataKeys: &dataKeys{}}, text(503, ``), "the webhook answered 503", 3},
		"answer is ignored":  {trigger.Deps{DataKeys: &dataKeys{}}, text(200, `nonsense`), "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t)
			r.reply = tt.reply
			var log syncBuffer
			tt.deps.Log = slog.New(slog.NewJSONHandler(&log, nil))
			c := newCaller(t, tt.deps, "*="+r.url)
			if handled, err := c.CustomSender(t.Context(), sent(userpool.MediumEmail)); !handled || err != nil {
				t.Errorf("handled %v, error %v; want the failure to be invisible", handled, err)
			}
			if err := c.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			if out := log.String(); !strings.Contains(out, tt.cause) || (out == "") != (tt.cause == "") || strings.Contains(out, "42\"") {
				t.Errorf("log %q, want it to say %q", out, tt.cause)
			}
			if len(r.events()) != tt.calls {
				t.Errorf("%d calls, want %d", len(r.events()), tt.calls)
			}
		})
	}
}

// A queue that is full refuses instead of forgetting.
func TestCustomSenderQueue(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	hold := make(chan struct{})
	r.reply = func(http.ResponseWriter, map[string]any) { <-hold }
	c := newCaller(t, trigger.Deps{DataKeys: &dataKeys{}}, "*="+r.url)
	e := sent(userpool.MediumSMS)
	e.Code = ""
	var accepted int
	var err error
	for err == nil {
		if _, err = c.CustomSender(t.Context(), e); err == nil {
			accepted++
		}
		if accepted > 2000 {
			t.Fatal("the queue has no end")
		}
	}
	wantError(t, "full", err, userpool.UnexpectedLambda, "CustomSMSSender invocation failed due to error TooManyRequestsException.")
	if accepted < 1000 {
		t.Errorf("only %d accepted", accepted)
	}
	// Closing lets them finish.
	close(hold)
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if n := len(r.events()); n != accepted {
		t.Errorf("%d calls, want %d", n, accepted)
	}
	if _, err := c.CustomSender(t.Context(), e); err == nil {
		t.Error("accepted after Close")
	}
}

// A shutdown does not wait forever.
func TestCloseGivesUp(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	called, hold := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(hold) })
	r.reply = func(http.ResponseWriter, map[string]any) { close(called); <-hold }
	m, err := trigger.ParseMapping("*=" + r.url)
	if err != nil {
		t.Fatal(err)
	}
	c := trigger.New(trigger.Deps{Functions: []trigger.Mapping{m}, DataKeys: &dataKeys{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if _, err := c.CustomSender(t.Context(), sent(userpool.MediumSMS)); err != nil {
		t.Fatal(err)
	}
	<-called
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

type fakeKMS struct{ in *kms.GenerateDataKeyInput }

func (k *fakeKMS) GenerateDataKey(_ context.Context, in *kms.GenerateDataKeyInput, _ ...func(*kms.Options)) (*kms.GenerateDataKeyOutput, error) {
	if aws.ToString(in.KeyId) == "denied" {
		return nil, errors.New("access denied")
	}
	k.in = in
	return &kms.GenerateDataKeyOutput{KeyId: aws.String(keyARN), Plaintext: []byte("plain"), CiphertextBlob: []byte("sealed")}, nil
}

func TestAWSDataKeys(t *testing.T) {
	t.Parallel()
	client := &fakeKMS{}
	got, err := trigger.AWSDataKeys{Client: client}.GenerateDataKey(t.Context(), "alias/codes", map[string]string{"a": "b"})
	if err != nil || string(got.Plain) != "plain" || string(got.Sealed) != "sealed" || got.Name != keyARN {
		t.Errorf("data key %+v, error %v", got, err)
	}
	if client.in.EncryptionContext["a"] != "b" || client.in.KeySpec != "AES_256" || *client.in.KeyId != "alias/codes" {
		t.Errorf("asked for %+v", client.in)
	}
	if _, err := (trigger.AWSDataKeys{Client: client}).GenerateDataKey(t.Context(), "denied", nil); err == nil {
		t.Error("no error")
	}
}
