package server

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// TestTraceClient has a collector refuse a batch for a while: it arrives once,
// whole, after the pauses that the collector asked for.
func TestTraceClient(t *testing.T) {
	t.Parallel()
	var arrived tracepb.TracesData
	answers := []int{http.StatusServiceUnavailable, http.StatusTooManyRequests, http.StatusOK}
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "cognate" || password != "s3cret" || r.URL.Path != "/v1/traces" {
			t.Errorf("%s as %q", r.URL.Path, user)
		}
		status := answers[0]
		answers = answers[1:]
		if status == http.StatusOK {
			body, err := io.ReadAll(r.Body)
			if err == nil {
				err = proto.Unmarshal(body, &arrived)
			}
			if err != nil || r.Header.Get("Content-Type") != "application/x-protobuf" {
				t.Errorf("%s: %v", r.Header.Get("Content-Type"), err)
			}
		}
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "7")
		}
		w.WriteHeader(status)
	}))
	defer collector.Close()
	client, pauses := traceClientTo(t, strings.Replace(collector.URL, "http://", "http://cognate:s3cret@", 1))
	span := &tracepb.ResourceSpans{ScopeSpans: []*tracepb.ScopeSpans{{Spans: []*tracepb.Span{{Name: "cognito-idp.SignUp"}}}}}
	if err := client.UploadTraces(t.Context(), []*tracepb.ResourceSpans{span}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Duration{time.Second, 7 * time.Second}, *pauses); diff != "" {
		t.Error(diff)
	}
	if !proto.Equal(&arrived, &tracepb.TracesData{ResourceSpans: []*tracepb.ResourceSpans{span}}) {
		t.Errorf("arrived %v", &arrived)
	}
	if err := client.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestTraceClientGivesUp counts the tries, and sees that no error tells the
// password.
func TestTraceClientGivesUp(t *testing.T) {
	t.Parallel()
	for status, tries := range map[int]int{http.StatusBadRequest: 1, http.StatusUnauthorized: 1, http.StatusBadGateway: traceAttempts} {
		seen := 0
		collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			seen++
			w.WriteHeader(status)
		}))
		client, _ := traceClientTo(t, collector.URL)
		if err := client.UploadTraces(t.Context(), nil); err == nil || seen != tries {
			t.Errorf("%d: %d tries, %v", status, seen, err)
		}
		collector.Close()
		client, _ = traceClientTo(t, strings.Replace(collector.URL, "http://", "http://cognate:s3cret@", 1))
		if err := client.UploadTraces(t.Context(), nil); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("nobody listens: %v", err)
		}
	}
	if _, err := newTraceClient("http://cognate:s3cret@[::1"); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("no URL: %v", err)
	}
}

func traceClientTo(t *testing.T, url string) (*traceClient, *[]time.Duration) {
	t.Helper()
	client, err := newTraceClient(url)
	if err != nil {
		t.Fatal(err)
	}
	var pauses []time.Duration
	client.pause = func(_ context.Context, d time.Duration) error {
		pauses = append(pauses, d)
		return nil
	}
	return client, &pauses
}
