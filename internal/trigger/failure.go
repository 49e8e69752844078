package trigger

import (
	"context"
	"errors"
	"strings"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
	"github.com/cognate-id/cognate/internal/userpool"
)

// What a client learns of an answer that is of no use.
var (
	errNotJSON        = userpool.Errorf(userpool.InvalidLambdaResponse, "Invalid lambda function output : Invalid JSON")
	errUnrecognizable = userpool.Errorf(userpool.InvalidLambdaResponse, "Unrecognizable lambda output")
)

// causeTimeout is the cause that Cognito gives for a function that is too slow.
const causeTimeout = "Socket timeout while invoking Lambda function"

// maxErrorMessage bounds what a function can make an error say, in bytes: the
// text also travels in redirects.
const maxErrorMessage = 2048

// explain turns the error of a carrier into the exception that the client gets.
func explain(trigger string, err error) *userpool.Error {
	var raised *invoke.FunctionError
	var failure *invoke.Failure
	switch {
	case errors.As(err, &raised):
		text := "null"
		if raised.Message != nil {
			text = shorten(*raised.Message)
		}
		return userpool.Errorf(userpool.UserLambdaValidation, "%s failed with error %s.", trigger, text)
	case errors.Is(err, invoke.ErrTooLarge):
		return errNotJSON.Because(err)
	case errors.As(err, &failure):
		return failed(trigger, failure.Cause).Because(err)
	default:
		return failed(trigger, causeTimeout).Because(err)
	}
}

func failed(trigger, cause string) *userpool.Error {
	return userpool.Errorf(userpool.UnexpectedLambda, "%s invocation failed due to error %s.", trigger, cause)
}

// worthRetrying reports whether another attempt may go better. An error that
// the function raised would only be raised again.
func worthRetrying(err error) bool {
	var failure *invoke.Failure
	if errors.As(err, &failure) {
		return failure.Transient
	}
	return errors.Is(err, context.DeadlineExceeded)
}

func shorten(s string) string {
	if len(s) > maxErrorMessage {
		s = s[:maxErrorMessage]
	}
	return strings.ToValidUTF8(s, "")
}

// outcome is the word for metrics.
func outcome(err error) Outcome {
	switch userpool.CodeOf(err) {
	case "":
		return Succeeded
	case userpool.UserLambdaValidation:
		return Raised
	case userpool.InvalidLambdaResponse:
		return Unusable
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return TimedOut
	}
	return Unreachable
}
