// Package webhook calls functions over HTTP: the event is the body of a POST,
// the answer is the body of the response.
//
// It owns the request, its signature and what a status means. The receiver
// proves nothing beyond its TLS certificate; the sender proves itself with
// HMAC-SHA256 over the time and the body.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

// The headers of a request. The signature is "v1=" and the hexadecimal
// HMAC-SHA256, under the shared secret, of the timestamp (seconds since 1970),
// a full stop and the body.
const (
	HeaderFunction  = "Cognate-Function-Arn"
	HeaderTimestamp = "Cognate-Timestamp"
	HeaderSignature = "Cognate-Signature"
)

// Deps are what a Hook needs.
type Deps struct {
	URL string
	// Secret signs requests; without one they are not signed.
	Secret []byte
	// HTTP sends the requests; its redirect policy is not used. Nil means a
	// client with the system's certificates.
	HTTP *http.Client
	Now  func() time.Time
}

// Hook is a function behind a URL. It implements invoke.Function.
type Hook struct {
	deps   Deps
	client *http.Client
	own    *http.Transport // nil when the client was given
}

var _ invoke.Function = (*Hook)(nil)

// New makes a Hook.
func New(deps Deps) *Hook {
	h := &Hook{deps: deps}
	client := http.Client{}
	if deps.HTTP != nil {
		client = *deps.HTTP
	} else {
		h.own = &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 32,
			IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true}
		client.Transport = h.own
	}
	// An event holds passwords: it goes where it was sent and nowhere else.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	h.client = &client
	return h
}

// Close drops idle connections.
func (h *Hook) Close(context.Context) error {
	if h.own != nil {
		h.own.CloseIdleConnections()
	}
	return nil
}

// Invoke posts the event. 2xx is an answer; 4xx with {"errorMessage": …} is an
// error that the function raised; everything else is a failure.
func (h *Hook) Invoke(ctx context.Context, c invoke.Call) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.deps.URL, bytes.NewReader(c.Event))
	if err != nil {
		return nil, &invoke.Failure{Cause: invoke.CauseService, Err: err}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "Cognate")
	request.Header.Set(HeaderFunction, c.ARN)
	h.sign(request.Header, c.Event)
	response, err := h.client.Do(request)
	if err != nil {
		return nil, unreached(ctx, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, invoke.MaxAnswer+1))
	switch {
	case err != nil:
		return nil, unreached(ctx, err)
	case len(body) > invoke.MaxAnswer:
		return nil, invoke.ErrTooLarge
	case response.StatusCode/100 == 2:
		return body, nil
	}
	return nil, refused(response.StatusCode, body)
}

func (h *Hook) sign(header http.Header, body []byte) {
	if len(h.deps.Secret) == 0 {
		return
	}
	at := strconv.FormatInt(h.deps.Now().Unix(), 10)
	header.Set(HeaderTimestamp, at)
	header.Set(HeaderSignature, Signature(h.deps.Secret, at, body))
}

// Signature is the value of HeaderSignature for a body sent at a time.
func Signature(secret []byte, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(timestamp))
	mac.Write([]byte("."))
	mac.Write(body)
	return "v1=" + hex.EncodeToString(mac.Sum(nil))
}

// unreached is a broken connection. The event may have arrived or not.
func unreached(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &invoke.Failure{Cause: invoke.CauseService, Transient: true, Err: err}
}

// refused reads a status that is no success.
func refused(status int, body []byte) error {
	err := fmt.Errorf("the webhook answered %d %s", status, http.StatusText(status))
	switch status {
	case http.StatusNotFound, http.StatusGone:
		return &invoke.Failure{Cause: invoke.CauseNotFound, Err: err}
	case http.StatusUnauthorized, http.StatusForbidden:
		return &invoke.Failure{Cause: invoke.CauseDenied, Err: err}
	case http.StatusTooManyRequests:
		return &invoke.Failure{Cause: invoke.CauseThrottled, Transient: true, Err: err}
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return &invoke.Failure{Cause: invoke.CauseService, Transient: true, Err: err}
	}
	if raised, ok := raisedError(body); ok {
		return raised
	}
	if status/100 == 3 {
		err = errors.Join(err, errors.New("redirects are not followed"))
	}
	return &invoke.Failure{Cause: invoke.CauseService, Err: err}
}

// raisedError reads the body with which a handler forbids something.
func raisedError(body []byte) (*invoke.FunctionError, bool) {
	var described struct {
		Message *string `json:"errorMessage"`
		Type    string  `json:"errorType"`
	}
	if json.Unmarshal(body, &described) != nil || described.Message == nil {
		return nil, false
	}
	return &invoke.FunctionError{Message: described.Message, Type: described.Type}, true
}
