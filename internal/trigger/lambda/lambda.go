// Package lambda calls functions through the Invoke API of AWS Lambda, at AWS
// or at anything else that speaks it.
//
// It owns the translation of Lambda's errors. Signing and transport are the
// AWS SDK's, whose retries are off: how often to try is internal/trigger's.
package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	service "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

// Deps are what a Function needs.
type Deps struct {
	// Endpoint is the base URL; "" is AWS in the region of the ARN.
	Endpoint string
	// ARN names the function, without qualifier.
	ARN string
	// AWS gives credentials and, for functions that are no ARN, the region.
	AWS aws.Config
	// HTTP sends the requests; nil means the SDK's client.
	HTTP *http.Client
}

// Function is a function at a Lambda endpoint. It implements invoke.Function.
type Function struct{ client *service.Client }

var _ invoke.Function = (*Function)(nil)

// New makes a Function.
func New(deps Deps) *Function {
	client := service.NewFromConfig(deps.AWS, func(o *service.Options) {
		if region := region(deps.ARN); region != "" {
			o.Region = region
		}
		if deps.Endpoint != "" {
			o.BaseEndpoint = &deps.Endpoint
		}
		if deps.HTTP != nil {
			o.HTTPClient = deps.HTTP
		}
		o.Retryer = aws.NopRetryer{}
	})
	return &Function{client: client}
}

func region(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) > 3 && parts[0] == "arn" {
		return parts[3]
	}
	return ""
}

// Close has nothing to end.
func (*Function) Close(context.Context) error { return nil }

// Invoke calls the function and waits for its answer.
func (f *Function) Invoke(ctx context.Context, c invoke.Call) ([]byte, error) {
	bare := invoke.Unqualified(c.ARN)
	in := &service.InvokeInput{FunctionName: &bare, Payload: c.Event, InvocationType: types.InvocationTypeRequestResponse}
	if qualifier := strings.TrimPrefix(c.ARN, bare+":"); qualifier != c.ARN {
		in.Qualifier = &qualifier
	}
	out, err := f.client.Invoke(ctx, in)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, failure(err)
	case out.FunctionError != nil:
		return nil, raised(out.Payload)
	case len(out.Payload) > invoke.MaxAnswer:
		return nil, invoke.ErrTooLarge
	}
	return out.Payload, nil
}

// raised reads the body of an answer with X-Amz-Function-Error.
func raised(body []byte) error {
	var described struct {
		Message *string `json:"errorMessage"`
		Type    string  `json:"errorType"`
	}
	// A body that is no JSON leaves the message out, which is shown as null.
	_ = json.Unmarshal(body, &described)
	return &invoke.FunctionError{Message: described.Message, Type: described.Type}
}

// failure names an error of the service. Throttling and broken connections are
// worth another attempt; a 5xx of Lambda's own is not.
func failure(err error) error {
	var named smithy.APIError
	var status *awshttp.ResponseError
	switch {
	case errors.As(err, &named) && named.ErrorCode() != "" && named.ErrorCode() != "UnknownError":
		code := named.ErrorCode()
		return &invoke.Failure{Cause: code, Transient: throttled(code), Err: err}
	case errors.As(err, &status) && status.HTTPStatusCode() != 0:
		return &invoke.Failure{Cause: invoke.CauseService, Err: err}
	}
	return &invoke.Failure{Cause: invoke.CauseService, Transient: true, Err: err}
}

func throttled(code string) bool {
	switch code {
	case invoke.CauseThrottled, "EC2ThrottledException", "ThrottlingException":
		return true
	}
	return false
}
