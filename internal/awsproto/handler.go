package awsproto

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"time"
)

// DefaultBodyLimit is the largest body, in bytes, of an operation that names no other limit.
const DefaultBodyLimit = 1 << 20

// Deps is what a Handler is made of. Services, Authenticator and Now are required.
type Deps struct {
	Services      []*Service
	Authenticator Authenticator
	Now           func() time.Time
	// Authorize is asked about every Signed operation between its validation and its execution, with the pointer to its
	// decoded request; RequestFrom and CallerFrom tell the rest. It refuses with a *Fault. Nil: every caller may do
	// everything.
	Authorize func(ctx context.Context, request any) error
	// Observe is told of every request once it is answered. Nil: nobody is.
	Observe func(context.Context, Event)
	// SourceIP finds the client's address behind trusted proxies. Nil: the peer's address.
	SourceIP func(*http.Request) string
	// Secure says whether the client used TLS. Nil: whether the connection does.
	Secure func(*http.Request) bool
	// NewID makes request ids. Nil: random UUIDs.
	NewID func() string
}

// An Event is one answered request, for logs and metrics.
type Event struct {
	// Service and Operation are empty while unknown; Code is empty on success.
	Service, Operation, Code string
	Status                   int
	Duration                 time.Duration
	// Undeclared says that the operation answered an error that its model does not declare, which is a bug.
	Undeclared bool
	// Err is the error of the operation with its cause, for the log only.
	Err error
}

// A Handler serves a set of services on one address and tells them apart by target, path, action, signing scope and
// host. It is safe for concurrent use.
type Handler struct {
	deps Deps
}

// NewHandler checks and completes deps.
func NewHandler(deps Deps) (*Handler, error) {
	if deps.Authenticator == nil || deps.Now == nil {
		return nil, errors.New("awsproto: Authenticator and Now are required")
	}
	names := map[string]bool{}
	for _, s := range deps.Services {
		if names[s.Name] {
			return nil, fmt.Errorf("awsproto: service %s is there twice", s.Name)
		}
		names[s.Name] = true
	}
	if deps.Observe == nil {
		deps.Observe = func(context.Context, Event) {}
	}
	if deps.SourceIP == nil {
		deps.SourceIP = peerIP
	}
	if deps.Secure == nil {
		deps.Secure = func(r *http.Request) bool { return r.TLS != nil }
	}
	if deps.NewID == nil {
		deps.NewID = newUUID
	}
	return &Handler{deps: deps}, nil
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions {
		preflight(w)
		return
	}
	start := h.deps.Now()
	request := h.request(r)
	header := w.Header()
	header.Set("x-amzn-RequestId", request.ID)
	header.Set("Cache-Control", "no-store")
	allowOrigins(header)

	rt, body, err := h.answer(w, r, request)
	event := Event{Status: http.StatusOK, Err: err}
	if rt.service != nil {
		event.Service = rt.service.Name
	}
	if rt.op != nil {
		event.Operation = rt.op.Name
	}
	if err == nil {
		writeSuccess(w, rt.protocol, body)
	} else {
		fault := publicFault(rt, err)
		event.Code, event.Status = fault.Code, fault.Status
		event.Undeclared = rt.op != nil && !rt.service.mayAnswer(rt.op, fault.Code)
		writeFault(w, rt.protocol, rt.namespace(), request.ID, fault)
	}
	event.Duration = h.deps.Now().Sub(start)
	h.deps.Observe(WithRequest(r.Context(), request), event)
}

// publicFault is what the client learns of an error.
func publicFault(rt route, err error) *Fault {
	service := rt.service
	if service == nil {
		service = &Service{InternalCode: "InternalFailure"}
	}
	var fault *Fault
	if !errors.As(err, &fault) {
		return service.internalFault(rt.op)
	}
	return service.resolve(fault)
}

// answer runs a request up to its encoded output.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, request Request) (route, []byte, error) {
	rt := h.route(r)
	if rt.op == nil && rt.fault != nil {
		return rt, nil, rt.fault
	}
	body, err := h.readBody(w, r, rt)
	if err != nil {
		return rt, nil, err
	}
	in := &Input{Body: body, Labels: rt.labels, Header: r.Header}
	switch rt.protocol {
	case Query:
		if rt, err = h.readAction(rt, r, in); err != nil {
			return rt, nil, err
		}
	case REST:
		in.Query = r.URL.Query()
	case JSON:
		if r.Method != http.MethodPost {
			return rt, nil, UnknownOperation()
		}
	}
	request.Service, request.Operation = rt.service.Name, rt.op.Name
	ctx := WithRequest(r.Context(), request)
	if rt.op.Auth == Signed {
		caller, err := h.deps.Authenticator.Authenticate(r, body, rt.service.Name)
		if err != nil {
			return rt, nil, err
		}
		ctx = WithCaller(ctx, caller)
		in.Authorize = h.deps.Authorize
	}
	out, err := guarded(ctx, rt.op.Call, in)
	return rt, out, err
}

// readAction parses the parameters of a Query request; those of the body win over those of the URL.
func (h *Handler) readAction(rt route, r *http.Request, in *Input) (route, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return rt, MalformedInput("The query string is malformed.")
	}
	if r.Method == http.MethodPost {
		form, err := url.ParseQuery(string(in.Body))
		if err != nil {
			return rt, MalformedInput("The form is malformed.")
		}
		for name, list := range form {
			values[name] = list
		}
	}
	if rt = h.routeAction(rt, values); rt.op == nil {
		return rt, rt.fault
	}
	if int64(len(in.Body)) > rt.limit() {
		return rt, tooLarge()
	}
	in.Form, err = NewForm(values)
	return rt, err
}

// guarded runs a call and turns a panic into an internal error: one bad request must not end the program.
func guarded(ctx context.Context, call Call, in *Input) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			out, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return call(ctx, in, make([]byte, 0, 512))
}

// readBody reads a bounded body. The operation of a form is not known yet, so the largest limit of any Query operation
// applies until it is.
func (h *Handler) readBody(w http.ResponseWriter, r *http.Request, rt route) ([]byte, error) {
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, Serialization("The content encoding is not supported.")
	}
	limit := rt.limit()
	if rt.op == nil {
		limit = h.largestQuery()
	}
	var buf bytes.Buffer
	// What the client announces is only believed up to a size that costs nothing.
	buf.Grow(int(min(max(r.ContentLength, 0), 64<<10)) + bytes.MinRead)
	if _, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, limit)); err != nil {
		var over *http.MaxBytesError
		if errors.As(err, &over) {
			return nil, tooLarge()
		}
		return nil, Serialization("The request body could not be read.").Because(err)
	}
	return buf.Bytes(), nil
}

func (h *Handler) largestQuery() int64 {
	largest := int64(DefaultBodyLimit)
	for _, s := range h.deps.Services {
		if s.Protocol != Query {
			continue
		}
		for i := range s.Routes {
			largest = max(largest, s.Routes[i].BodyLimit)
		}
	}
	return largest
}

func (h *Handler) request(r *http.Request) Request {
	return Request{
		ID: h.deps.NewID(), SourceIP: h.deps.SourceIP(r), UserAgent: r.UserAgent(), Host: r.Host, TLS: h.deps.Secure(r),
	}
}

func peerIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// newUUID makes a random UUID, RFC 9562 version 4.
func newUUID() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // never fails, see crypto/rand
	b[6] = b[6]&0x0F | 0x40
	b[8] = b[8]&0x3F | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
