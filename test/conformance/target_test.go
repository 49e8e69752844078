package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/cognate-id/cognate/cognatetest"
)

// A target is a server that answers scripts, one at a time, with the functions that its pools call.
type target struct {
	*cognatetest.Server
	functions *functions
}

func startTarget(t testing.TB, options ...cognatetest.Option) *target {
	f := &functions{}
	hook := httptest.NewServer(f)
	t.Cleanup(hook.Close)
	options = append([]cognatetest.Option{cognatetest.With("function", "*="+hook.URL)}, options...)
	return &target{Server: cognatetest.Start(t, options...), functions: f}
}

// An answer is what came back for a request.
type answer struct {
	status  int
	code    string
	message string
	body    any // JSON, of a success
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 8 << 20

// call sends a request and checks what every answer must have.
func (g *target) call(t testing.TB, service, operation string, body []byte) (answer, error) {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, g.URL+"/", bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", service+"."+operation)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return answer{}, err
	}
	return readAnswer(response, raw)
}

func readAnswer(response *http.Response, raw []byte) (answer, error) {
	out := answer{status: response.StatusCode}
	if response.Header.Get("x-amzn-RequestId") == "" {
		return out, fmt.Errorf("the answer has no x-amzn-RequestId")
	}
	if got := response.Header.Get("Content-Type"); got != "application/x-amz-json-1.1" {
		return out, fmt.Errorf("the answer has Content-Type %q", got)
	}
	if out.status == http.StatusOK {
		if len(raw) == 0 {
			return out, nil
		}
		value, err := decode(string(raw))
		out.body = value
		return out, err
	}
	var envelope struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(raw, &envelope); err != nil {
		return out, fmt.Errorf("the error %q: %w", raw, err)
	}
	out.code, out.message = envelope.Type, envelope.Message
	if header := response.Header.Get("x-amzn-ErrorType"); header != out.code+":" {
		return out, fmt.Errorf("x-amzn-ErrorType is %q, the body says %s", header, out.code)
	}
	return out, nil
}

// functions answer the events of Lambda triggers as a webhook.
type functions struct {
	mu      sync.Mutex
	answers map[string]map[string]any
}

// say sets what a function answers from now on.
func (f *functions) say(name string, response map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.answers == nil {
		f.answers = map[string]map[string]any{}
	}
	f.answers[name] = response
}

// ServeHTTP returns the event with the response filled in, or the error of the function.
func (f *functions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	arn := r.Header.Get("Cognate-Function-Arn")
	f.mu.Lock()
	response := f.answers[arn[strings.LastIndex(arn, ":")+1:]]
	f.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if response == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if message, failed := response["error"]; failed {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]any{"errorMessage": message})
		return
	}
	if raw, is := response["raw"]; is {
		_, _ = io.WriteString(w, fmt.Sprint(raw))
		return
	}
	var event map[string]any
	if err := json.NewDecoder(r.Body).Decode(&event); err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	event["response"] = response
	_ = json.NewEncoder(w).Encode(event)
}
