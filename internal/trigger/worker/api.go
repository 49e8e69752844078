package worker

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

// maxError bounds the description of an error, in bytes.
const maxError = 256 << 10

// The headers of the Runtime API.
const (
	headerID       = "Lambda-Runtime-Aws-Request-Id"
	headerDeadline = "Lambda-Runtime-Deadline-Ms"
	headerARN      = "Lambda-Runtime-Invoked-Function-Arn"
	headerTrace    = "Lambda-Runtime-Trace-Id"
	headerError    = "Lambda-Runtime-Function-Error-Type"
	headerBody     = "Lambda-Runtime-Function-Error-Body"
)

// routes is the Runtime API of one process.
func (p *process) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", p.serveNext)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", p.serveResponse)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", p.serveError)
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", p.serveInitError)
	return mux
}

// serveNext waits, without limit, until there is an event.
func (p *process) serveNext(w http.ResponseWriter, r *http.Request) {
	p.askedForMore()
	select {
	case inv := <-p.next:
		p.mu.Lock()
		p.current = inv
		p.mu.Unlock()
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set(headerID, inv.id)
		h.Set(headerDeadline, strconv.FormatInt(inv.deadline.UnixMilli(), 10))
		h.Set(headerARN, inv.call.ARN)
		h.Set(headerTrace, "Root=1-"+strconv.FormatInt(p.deps.Now().Unix(), 16)+"-"+token(12)+";Parent="+token(8)+";Sampled=0")
		w.Write(inv.call.Event)
	case <-r.Context().Done():
	case <-p.done:
	}
}

// askedForMore notes that the program is up. Asking with an event unanswered
// gives that event up.
func (p *process) askedForMore() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = true
	if inv := p.current; inv != nil {
		p.current = nil
		inv.result <- result{err: invoke.Failed("Runtime.NoResponse", "RequestId: %s Error: Runtime did not provide a response", inv.id)}
	}
}

func (p *process) serveResponse(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, invoke.MaxAnswer))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		p.answer(r.PathValue("id"), result{err: invoke.ErrTooLarge})
		refuse(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "Exceeded maximum allowed payload size.")
		return
	case err != nil:
		return // the connection broke: so will the process
	}
	// A runtime that streams can still fail after it has begun to answer.
	if kind := r.Trailer.Get(headerError); kind != "" {
		described, _ := base64.StdEncoding.DecodeString(r.Trailer.Get(headerBody))
		p.accept(w, r, result{err: functionError(described, kind)})
		return
	}
	p.accept(w, r, result{answer: body})
}

func (p *process) serveError(w http.ResponseWriter, r *http.Request) {
	if err, ok := readError(w, r); ok {
		p.deps.Log.WarnContext(r.Context(), "function error", "function", p.deps.ARN, "type", err.Type)
		p.accept(w, r, result{err: err})
	}
}

func (p *process) serveInitError(w http.ResponseWriter, r *http.Request) {
	err, ok := readError(w, r)
	if !ok {
		return
	}
	p.deps.Log.WarnContext(r.Context(), "function does not start", "function", p.deps.ARN, "type", err.Type)
	p.mu.Lock()
	p.initFail = err
	p.mu.Unlock()
	acknowledge(w)
}

// accept takes the result of the event that the path names.
func (p *process) accept(w http.ResponseWriter, r *http.Request, res result) {
	if !p.answer(r.PathValue("id"), res) {
		refuse(w, http.StatusBadRequest, "InvalidRequestID", "Invalid request ID")
		return
	}
	acknowledge(w)
}

// answer ends the current event, if it has that id.
func (p *process) answer(id string, res result) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil || p.current.id != id {
		return false
	}
	p.current.result <- res
	p.current = nil
	return true
}

func readError(w http.ResponseWriter, r *http.Request) (*invoke.FunctionError, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxError))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The error is too long.")
		return nil, false
	}
	return functionError(body, r.Header.Get(headerError)), true
}

// functionError reads {"errorMessage", "errorType"}. A message that is no text
// is shown as the JSON it is.
func functionError(body []byte, kind string) *invoke.FunctionError {
	var described struct {
		Message json.RawMessage `json:"errorMessage"`
		Type    string          `json:"errorType"`
	}
	e := &invoke.FunctionError{Type: kind}
	if json.Unmarshal(body, &described) != nil {
		return e
	}
	if described.Type != "" {
		e.Type = described.Type
	}
	if len(described.Message) == 0 || string(described.Message) == "null" {
		return e
	}
	var message string
	if json.Unmarshal(described.Message, &message) != nil {
		message = string(described.Message)
	}
	e.Message = &message
	return e
}

func acknowledge(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	io.WriteString(w, `{"status":"OK"}`)
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"errorMessage": message, "errorType": kind})
}
