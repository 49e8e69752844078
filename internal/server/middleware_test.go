package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/keytest"
)

// watched is a server around one handler, with its log.
func watched(h http.HandlerFunc, origins ...string) (http.Handler, *Server, *bytes.Buffer) {
	log := &bytes.Buffer{}
	s := &Server{
		config:  &config.Config{CORSOrigins: origins, Limits: config.Limits{MaxBodyBytes: 64}},
		log:     slog.New(slog.NewTextHandler(log, nil)),
		metrics: newMetrics(),
	}
	return s.observed(named("test", h)), s, log
}

func TestPanicIsContained(t *testing.T) {
	t.Parallel()
	h, s, log := watched(func(http.ResponseWriter, *http.Request) { panic("secret detail") })
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), "secret detail") {
		t.Errorf("the log says %s", log)
	}
	page := httptest.NewRecorder()
	s.metrics.handler().ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	const want = `cognate_requests_total{code="InternalErrorException",operation="test",service="http"} 1`
	if !strings.Contains(page.Body.String(), want) {
		t.Errorf("the metrics lack %s", want)
	}
}

func TestAbortGoesOn(t *testing.T) {
	t.Parallel()
	h, _, _ := watched(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("net/http did not learn of the abort")
		}
	}()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
}

func TestBodyIsBounded(t *testing.T) {
	t.Parallel()
	h, _, _ := watched(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	})
	for size, status := range map[int]int{64: 200, 65: 413} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("x", size))))
		if w.Code != status {
			t.Errorf("%d bytes: %d", size, w.Code)
		}
	}
}

// One event per request, without what a client could put into it.
func TestOneEvent(t *testing.T) {
	t.Parallel()
	h, _, log := watched(func(http.ResponseWriter, *http.Request) {})
	r := httptest.NewRequest(http.MethodGet, "/?email=alice@example.com", nil)
	r.Header.Set("Authorization", "Bearer secret")
	h.ServeHTTP(httptest.NewRecorder(), r)
	line := log.String()
	if strings.Count(line, "\n") != 1 || strings.Contains(line, "alice") || strings.Contains(line, "secret") {
		t.Errorf("log: %s", line)
	}
	if !regexp.MustCompile(`msg=request id=[0-9a-f-]{36} service=http operation=test status=200 took=`).MatchString(line) {
		t.Errorf("log: %s", line)
	}
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	tests := []struct {
		origins      []string
		origin, want string
	}{
		{[]string{"*"}, "https://a.example", "*"},
		{[]string{"https://a.example"}, "https://a.example", "https://a.example"},
		{[]string{"https://a.example"}, "https://b.example", ""},
		{[]string{"https://a.example"}, "", ""},
		{nil, "https://a.example", ""},
	}
	for _, tt := range tests {
		h, _, _ := watched(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			_, _ = w.Write([]byte("x"))
		}, tt.origins...)
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Origin", tt.origin)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != tt.want {
			t.Errorf("%v for %q: %q, want %q", tt.origins, tt.origin, got, tt.want)
		}
		if vary := w.Header().Get("Vary"); (vary == "Origin") != (tt.want != "*") {
			t.Errorf("%v for %q: Vary %q", tt.origins, tt.origin, vary)
		}
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	tests := []struct {
		peer      string
		forwarded []string
		want      string
	}{
		{"192.0.2.1:1", nil, "192.0.2.1"},
		{"192.0.2.1:1", []string{"198.51.100.7"}, "192.0.2.1"}, // not a proxy of ours
		{"10.0.0.1:1", []string{"198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:1", []string{"1.1.1.1, 198.51.100.7, 10.0.0.2"}, "198.51.100.7"}, // 1.1.1.1 is the client's word
		{"10.0.0.1:1", []string{"1.1.1.1", "198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:1", []string{"nonsense"}, "10.0.0.1"},
		{"10.0.0.1:1", []string{"nonsense, 10.0.0.3"}, "10.0.0.3"},
		{"10.0.0.1:1", nil, "10.0.0.1"},
		{"[::ffff:10.0.0.1]:1", []string{"2001:db8::1"}, "2001:db8::1"},
		{"pipe", nil, ""},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.peer
		for _, f := range tt.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		if got := clientAddress(r, trusted); got != tt.want {
			t.Errorf("%s %v: %q, want %q", tt.peer, tt.forwarded, got, tt.want)
		}
	}
}

// Shutdown waits for a request that runs and then stops the jobs.
func TestRunDrains(t *testing.T) {
	t.Parallel()
	c, err := config.Load(config.Dev, []string{"--listen=127.0.0.1:0", "--data=:memory:"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), c, Deps{Keys: keytest.Keys})
	if err != nil {
		t.Fatal(err)
	}
	entered, leave := make(chan struct{}), make(chan struct{})
	s.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-leave
		_, _ = w.Write([]byte("done"))
	})
	stopped := make(chan struct{})
	s.jobs = append(s.jobs, job{"watch", time.Hour, func(ctx context.Context) error {
		context.AfterFunc(ctx, func() { close(stopped) })
		return nil
	}})
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	answer := make(chan string, 1)
	go func() {
		response, err := http.Get(s.URL())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer func() { _ = response.Body.Close() }()
		raw, _ := io.ReadAll(response.Body)
		answer <- string(raw)
	}()
	<-entered
	stop()
	select {
	case <-ran:
		t.Fatal("the server stopped under a running request")
	case <-stopped:
		t.Fatal("the jobs stopped before the requests")
	default:
	}
	close(leave)
	if got := <-answer; got != "done" {
		t.Errorf("the running request got %q", got)
	}
	if err := <-ran; err != nil {
		t.Error(err)
	}
	<-stopped
	if err := s.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func TestReadyzNamesTheCheck(t *testing.T) {
	t.Parallel()
	s := &Server{checks: []check{{"store", func(context.Context) error { return context.DeadlineExceeded }}}}
	w := httptest.NewRecorder()
	s.readyz(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if w.Code != http.StatusServiceUnavailable || w.Body.String() != "not ready: store\n" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}
