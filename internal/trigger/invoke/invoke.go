// Package invoke says what calling a Lambda function is: what goes in, what
// comes out, and the three ways in which it fails.
//
// It owns the words that carriers and their caller share. How a function is
// reached is the carriers' business, what a failure means to a client is
// internal/trigger's.
package invoke

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// MaxAnswer is the longest answer of a function, in bytes.
const MaxAnswer = 6 << 20

// ErrTooLarge is the failure of a function whose answer exceeds MaxAnswer.
var ErrTooLarge = errors.New("the function's answer is larger than 6 MB")

// Call is one call of a function.
type Call struct {
	// ARN is the function's as the pool names it, with its qualifier if any.
	ARN string
	// Event is a JSON text. It may hold passwords: it is never logged.
	Event []byte
}

// Function is a function that can be called. Invoke returns the bytes that the
// function answered, at most MaxAnswer of them; they need not be JSON. Its
// errors are *FunctionError, *Failure, ErrTooLarge or, once ctx is done, the
// context's. Implementations are safe for concurrent use.
type Function interface {
	Invoke(ctx context.Context, c Call) ([]byte, error)
	// Close ends what the function runs on; calls in progress may fail.
	Close(ctx context.Context) error
}

// FunctionError says that the function ran and failed: it raised an error, or
// its process ended.
type FunctionError struct {
	// Message is the function's own, nil when it gave none. Clients see it.
	Message *string
	// Type is the class of the error, such as "TypeError".
	Type string
}

// Error tells type and message.
func (e *FunctionError) Error() string {
	if e.Message == nil {
		return "function error " + e.Type
	}
	return "function error " + e.Type + ": " + *e.Message
}

// Failed makes a FunctionError with a message.
func Failed(errorType, format string, args ...any) *FunctionError {
	message := fmt.Sprintf(format, args...)
	return &FunctionError{Message: &message, Type: errorType}
}

// The causes of failures, named as the Lambda service names them.
const (
	CauseNotFound  = "ResourceNotFoundException"
	CauseDenied    = "AccessDeniedException"
	CauseThrottled = "TooManyRequestsException"
	CauseService   = "ServiceException"
)

// Failure says that the function could not be called, or that nobody knows
// what became of the call.
type Failure struct {
	// Cause is one word that clients see.
	Cause string
	// Transient failures are worth another attempt.
	Transient bool
	// Err is for the log.
	Err error
}

// Error tells cause and error.
func (e *Failure) Error() string {
	if e.Err == nil {
		return e.Cause
	}
	return e.Cause + ": " + e.Err.Error()
}

// Unwrap gives the error for the log.
func (e *Failure) Unwrap() error { return e.Err }

// Name is the name of the function in a function ARN, without its qualifier;
// what is no ARN is taken for a name.
func Name(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) >= 7 && parts[0] == "arn" {
		return parts[6]
	}
	return parts[0]
}

// Unqualified is arn without version or alias.
func Unqualified(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) > 7 && parts[0] == "arn" {
		return strings.Join(parts[:7], ":")
	}
	return arn
}
