package sigv4

import (
	"fmt"
	"time"
)

// Kind is what is wrong with a request's signature.
type Kind string

// The kinds, each of which has its own error code in AWS's protocols.
const (
	Missing         Kind = "missing"          // no credentials at all
	Incomplete      Kind = "incomplete"       // credentials that cannot be read
	UnsignedHeaders Kind = "unsigned headers" // host or an x-amz-* header is not covered
	Mismatch        Kind = "mismatch"         // wrong secret or changed request
	Body            Kind = "body"             // the body does not have the signed hash
	Skew            Kind = "skew"             // signed too long ago, or in the future
	Expired         Kind = "expired"          // a presigned URL beyond its time
)

// Error refuses a request. Message is AWS's text, meant for the client; it may
// repeat parts of the request but never the secret or the right signature.
type Error struct {
	Kind    Kind
	Message string
}

func (e *Error) Error() string { return "sigv4: " + string(e.Kind) + ": " + e.Message }

const mismatchMessage = "The request signature we calculated does not match the signature you provided. " +
	"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."

func missing() error {
	return &Error{Kind: Missing, Message: "Request is missing Authentication Token"}
}

func incomplete(format string, args ...any) error {
	return &Error{Kind: Incomplete, Message: fmt.Sprintf(format, args...)}
}

func mismatch() error { return &Error{Kind: Mismatch, Message: mismatchMessage} }

func tooOld(kind Kind, signed, now time.Time, limit time.Duration) error {
	return &Error{Kind: kind, Message: fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - %s)",
		stamp(signed), stamp(now.Add(-limit)), stamp(now), spell(limit))}
}

func tooEarly(signed, now time.Time, limit time.Duration) error {
	return &Error{Kind: Skew, Message: fmt.Sprintf("Signature not yet current: %s is still later than %s (%s + %s)",
		stamp(signed), stamp(now.Add(limit)), stamp(now), spell(limit))}
}

func spell(d time.Duration) string {
	if d%time.Minute == 0 {
		return fmt.Sprintf("%d min.", d/time.Minute)
	}
	return fmt.Sprintf("%d sec.", d/time.Second)
}

const (
	stampLayout = "20060102T150405Z"
	dayLayout   = "20060102"
)

func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }
