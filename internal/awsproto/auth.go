package awsproto

import (
	"context"
	"net/http"

	"github.com/cognate-id/cognate/internal/access/principal"
)

// An Authenticator verifies signatures. It is asked for operations with auth Signed only.
//
// Implementations must be safe for concurrent use. They refuse with a *Fault in the terms of the service's protocol,
// which is why they are told its SigV4 name; any other error becomes an internal one. Body is the complete request
// body, which r no longer has.
type Authenticator interface {
	Authenticate(r *http.Request, body []byte, service string) (Caller, error)
}

// A Caller is the principal that signed a request.
type Caller struct {
	// AccessKeyID names the key that signed; never the secret.
	AccessKeyID string
	// Account is the 12-digit account, ARN and UserID what GetCallerIdentity answers.
	Account, ARN, UserID string
	// Root callers are not subject to policies.
	Root bool
	// SessionToken says that the key is a temporary one.
	SessionToken bool
	// Signer is the caller in the terms of IAM.
	Signer principal.Signer
}

// A Request is what operations may know of the HTTP request around their input.
type Request struct {
	// ID is the request id that the client gets back, a UUID.
	ID string
	// Service and Operation name the route, as "cognito-idp" and "SignUp".
	Service, Operation string
	// SourceIP is the client's address without port.
	SourceIP string
	// UserAgent and Host are as the client sent them.
	UserAgent, Host string
	// TLS says whether the client reached us, or the proxy before us, by TLS.
	TLS bool
}

type contextKey int

const (
	callerKey contextKey = iota
	requestKey
)

// WithCaller returns a context that carries the caller.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey, c)
}

// CallerFrom returns the caller of a signed operation; false for operations that nobody signed.
func CallerFrom(ctx context.Context) (Caller, bool) {
	c, ok := ctx.Value(callerKey).(Caller)
	return c, ok
}

// WithRequest returns a context that carries the request.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey, r)
}

// RequestFrom returns the request, or the zero Request where there is none.
func RequestFrom(ctx context.Context) Request {
	r, _ := ctx.Value(requestKey).(Request)
	return r
}
