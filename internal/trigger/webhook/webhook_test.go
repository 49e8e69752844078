package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
	"github.com/cognate-id/cognate/internal/trigger/webhook"
)

const functionARN = "arn:aws:lambda:eu-west-1:123456789012:function:hello:live"

func fixed() time.Time { return time.Unix(1700000000, 5) }

func call(t testing.TB, deps webhook.Deps) ([]byte, error) {
	t.Helper()
	if deps.Now == nil {
		deps.Now = fixed
	}
	h := webhook.New(deps)
	t.Cleanup(func() { h.Close(context.Background()) })
	return h.Invoke(t.Context(), invoke.Call{ARN: functionARN, Event: []byte(`{"a":1}`)})
}

func TestRequest(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"", "shared secret"} {
		var got http.Header
		var body string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			raw, _ := io.ReadAll(r.Body)
			got, body = r.Header, r.Method+" "+r.URL.String()+" "+string(raw)
			w.WriteHeader(http.StatusCreated)
			io.WriteString(w, "any answer")
		}))
		answer, err := call(t, webhook.Deps{URL: server.URL + "/hook?x=1", Secret: []byte(secret)})
		server.Close()
		if err != nil || string(answer) != "any answer" {
			t.Fatalf("answer %q, error %v", answer, err)
		}
		if want := `POST /hook?x=1 {"a":1}`; body != want {
			t.Errorf("request %s, want %s", body, want)
		}
		want := map[string]string{"Content-Type": "application/json", webhook.HeaderFunction: functionARN, webhook.HeaderTimestamp: "", webhook.HeaderSignature: ""}
		if secret != "" {
			mac := hmac.New(sha256.New, []byte(secret))
			mac.Write([]byte(`1700000000.{"a":1}`))
			want[webhook.HeaderTimestamp], want[webhook.HeaderSignature] = "1700000000", "v1="+hex.EncodeToString(mac.Sum(nil))
		}
		seen := map[string]string{}
		for name := range want {
			seen[name] = got.Get(name)
		}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("headers (-want +got):\n%s", diff)
		}
	}
}

// An event holds passwords: it goes nowhere but where it was sent.
func TestRedirect(t *testing.T) {
	t.Parallel()
	reached := false
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/other", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/other", func(http.ResponseWriter, *http.Request) { reached = true })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	// Not even with a client that follows redirects.
	_, err := call(t, webhook.Deps{URL: server.URL, HTTP: server.Client()})
	var failed *invoke.Failure
	if !errors.As(err, &failed) || failed.Cause != invoke.CauseService || failed.Transient || reached {
		t.Errorf("error %v, redirect followed: %v", err, reached)
	}
}

func TestCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") }))
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	if answer, err := call(t, webhook.Deps{URL: server.URL, HTTP: server.Client()}); err != nil || string(answer) != "{}" {
		t.Errorf("answer %q, error %v", answer, err)
	}
	if _, err := call(t, webhook.Deps{URL: server.URL}); err == nil {
		t.Error("a certificate of an unknown authority was accepted")
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status    int
		body      string
		cause     string // "" for an error that the function raised
		transient bool
	}{
		{302, ``, invoke.CauseService, false},
		{400, `{"errorMessage":"no","errorType":"T"}`, "", false},
		{400, `nonsense`, invoke.CauseService, false},
		{400, `{"error":"no"}`, invoke.CauseService, false},
		{401, `{"errorMessage":"no"}`, invoke.CauseDenied, false},
		{403, ``, invoke.CauseDenied, false},
		{404, `{"errorMessage":"no"}`, invoke.CauseNotFound, false},
		{410, ``, invoke.CauseNotFound, false},
		{422, `{"errorMessage":"no","errorType":"T"}`, "", false},
		{429, ``, invoke.CauseThrottled, true},
		{500, `{"errorMessage":"no","errorType":"T"}`, "", false},
		{500, ``, invoke.CauseService, false},
		{502, ``, invoke.CauseService, true},
		{503, ``, invoke.CauseService, true},
		{504, ``, invoke.CauseService, true},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(tt.status)
			io.WriteString(w, tt.body)
		}))
		_, err := call(t, webhook.Deps{URL: server.URL})
		server.Close()
		var failed *invoke.Failure
		var raised *invoke.FunctionError
		switch {
		case tt.cause == "" && (!errors.As(err, &raised) || *raised.Message != "no" || raised.Type != "T"):
			t.Errorf("%d %s: error %v, want the function's", tt.status, tt.body, err)
		case tt.cause != "" && (!errors.As(err, &failed) || failed.Cause != tt.cause || failed.Transient != tt.transient):
			t.Errorf("%d %s: error %v, want %s, transient %v", tt.status, tt.body, err, tt.cause, tt.transient)
		}
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	for extra, want := range map[int]error{0: nil, 1: invoke.ErrTooLarge} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, strings.Repeat("x", invoke.MaxAnswer+extra))
		}))
		if _, err := call(t, webhook.Deps{URL: server.URL}); !errors.Is(err, want) {
			t.Errorf("%d bytes too many: error %v, want %v", extra, err, want)
		}
		server.Close()
	}
}

func TestBrokenAnswer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "short")
	}))
	t.Cleanup(server.Close)
	_, err := call(t, webhook.Deps{URL: server.URL})
	var failed *invoke.Failure
	if !errors.As(err, &failed) || !failed.Transient {
		t.Errorf("error %v, want a transient failure", err)
	}
}

func BenchmarkInvoke(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }))
	b.Cleanup(server.Close)
	h := webhook.New(webhook.Deps{URL: server.URL, Secret: []byte("secret"), Now: fixed})
	c := invoke.Call{ARN: functionARN, Event: []byte(`"` + strings.Repeat("x", 1000) + `"`)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Invoke(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
}
