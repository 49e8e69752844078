package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// How a batch of spans is sent: the batch processor gives up after 30 s.
const (
	traceTimeout  = 10 * time.Second
	traceAttempts = 4
	traceBackOff  = time.Second // doubles from one attempt to the next
)

// traceClient posts spans by OTLP/HTTP in the protobuf encoding. OpenTelemetry's
// own client for that also holds a gRPC stack of two megabytes that nothing here
// calls; the translation of spans and their batches are OpenTelemetry's.
type traceClient struct {
	url   string
	http  *http.Client
	pause func(context.Context, time.Duration) error
}

var _ otlptrace.Client = (*traceClient)(nil)

// newTraceClient takes a base URL, below which spans go to /v1/traces, or the
// whole URL. A user and password in it are sent as Basic credentials.
func newTraceClient(endpoint string) (*traceClient, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		return nil, errors.New("not a URL") // the parser's error would repeat a password
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/traces"
	}
	return &traceClient{url: u.String(), http: &http.Client{Timeout: traceTimeout}, pause: pause}, nil
}

// Start has nothing to begin: connections are made when spans are sent.
func (*traceClient) Start(context.Context) error { return nil }

// Stop closes the connections that are idle.
func (c *traceClient) Stop(context.Context) error {
	c.http.CloseIdleConnections()
	return nil
}

// UploadTraces sends one batch, and again while the collector says that it
// cannot take it now. The error never names the URL, which may hold a password.
func (c *traceClient) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	// ExportTraceServiceRequest has the same encoding, but comes with gRPC.
	body, err := proto.Marshal(&tracepb.TracesData{ResourceSpans: spans})
	if err != nil {
		return fmt.Errorf("encode spans: %w", err)
	}
	wait := traceBackOff
	for attempt := 1; ; attempt++ {
		again, after, err := c.post(ctx, body)
		if err == nil || !again || attempt == traceAttempts {
			return err
		}
		if err := c.pause(ctx, max(wait, after)); err != nil {
			return err
		}
		wait *= 2
	}
}

// post sends a body once. It reports whether and how much later another try may
// succeed, by the OTLP specification's list of retryable answers.
func (c *traceClient) post(ctx context.Context, body []byte) (again bool, after time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return false, 0, errors.New("send spans: not a URL")
	}
	r.Header.Set("Content-Type", "application/x-protobuf")
	response, err := c.http.Do(r)
	if err != nil {
		if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return true, 0, fmt.Errorf("send spans: %w", err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20)) // so that the connection is used again
	switch response.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
		again, after = true, time.Duration(min(max(seconds, 0), 30))*time.Second
	}
	if response.StatusCode/100 != 2 {
		err = fmt.Errorf("send spans: the collector answered %s", response.Status)
	}
	return again, after, err
}

// pause waits, or ends early with the context's error.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
