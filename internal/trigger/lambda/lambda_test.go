package lambda_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
	"github.com/cognate-id/cognate/internal/trigger/lambda"
)

const functionARN = "arn:aws:lambda:eu-west-1:123456789012:function:hello"

func config() aws.Config {
	return aws.Config{Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", "")}
}

func call(ctx context.Context, endpoint, arn string) ([]byte, error) {
	f := lambda.New(lambda.Deps{Endpoint: endpoint, ARN: invoke.Unqualified(arn), AWS: config()})
	return f.Invoke(ctx, invoke.Call{ARN: arn, Event: []byte(`{"a":1}`)})
}

func TestRequest(t *testing.T) {
	t.Parallel()
	for arn, want := range map[string]string{
		functionARN:           "POST /2015-03-31/functions/" + functionARN + "/invocations",
		functionARN + ":live": "POST /2015-03-31/functions/" + functionARN + "/invocations?Qualifier=live",
		"hello":               "POST /2015-03-31/functions/hello/invocations",
	} {
		var got, body, kind, auth string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			raw, _ := io.ReadAll(r.Body)
			body, kind, auth = string(raw), r.Header.Get("X-Amz-Invocation-Type"), r.Header.Get("Authorization")
			got = r.Method + " " + r.URL.Path
			if r.URL.RawQuery != "" {
				got += "?" + r.URL.RawQuery
			}
			io.WriteString(w, "answer")
		}))
		answer, err := call(t.Context(), server.URL, arn)
		server.Close()
		if err != nil || string(answer) != "answer" {
			t.Errorf("%s: answer %q, error %v", arn, answer, err)
		}
		region := "/eu-west-1/lambda/"
		if arn == "hello" {
			region = "/us-east-1/lambda/"
		}
		if got != want || body != `{"a":1}` || kind != "RequestResponse" || !strings.Contains(auth, region) {
			t.Errorf("%s: %s, body %s, type %s, signature %s; want %s", arn, got, body, kind, auth, want)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	const none = "-"
	for name, tt := range map[string]struct {
		status    int
		header    string // "Name: value"
		body      string
		message   string // of an error that the function raised, none for null
		cause     string
		transient bool
	}{
		"raised":            {200, "X-Amz-Function-Error: Unhandled", `{"errorMessage":"no","errorType":"T"}`, "no", "", false},
		"raised null":       {200, "X-Amz-Function-Error: Unhandled", `{"errorMessage":null}`, none, "", false},
		"raised no JSON":    {200, "X-Amz-Function-Error: Handled", `oops`, none, "", false},
		"function timeout":  {200, "X-Amz-Function-Error: Unhandled", `{"errorMessage":"2024-01-01 x Task timed out after 3.00 seconds"}`, "2024-01-01 x Task timed out after 3.00 seconds", "", false},
		"not found":         {404, "X-Amzn-Errortype: ResourceNotFoundException", `{"Message":"Function not found","Type":"User"}`, "", "ResourceNotFoundException", false},
		"denied":            {403, "X-Amzn-Errortype: AccessDeniedException", `{"Message":"x"}`, "", "AccessDeniedException", false},
		"throttled":         {429, "X-Amzn-Errortype: TooManyRequestsException", `{"Reason":"x"}`, "", "TooManyRequestsException", true},
		"conflict":          {409, "X-Amzn-Errortype: ResourceConflictException", `{"Message":"x"}`, "", "ResourceConflictException", false},
		"own error":         {500, "X-Amzn-Errortype: ServiceException", `{"Message":"x"}`, "", "ServiceException", false},
		"unknown error":     {502, "X-Other: x", `<html>`, "", "ServiceException", false},
		"answer of a proxy": {503, "X-Other: x", ``, "", "ServiceException", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				calls++
				header, value, _ := strings.Cut(tt.header, ": ")
				w.Header().Set(header, value)
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.body)
			}))
			t.Cleanup(server.Close)
			_, err := call(t.Context(), server.URL, functionARN)
			var raised *invoke.FunctionError
			var failed *invoke.Failure
			switch {
			case tt.cause != "" && (!errors.As(err, &failed) || failed.Cause != tt.cause || failed.Transient != tt.transient):
				t.Errorf("error %#v, want %s, transient %v", err, tt.cause, tt.transient)
			case tt.message == none && (!errors.As(err, &raised) || raised.Message != nil):
				t.Errorf("error %v, want one without message", err)
			case tt.cause == "" && tt.message != none && (!errors.As(err, &raised) || *raised.Message != tt.message):
				t.Errorf("error %v, want %q", err, tt.message)
			}
			if calls != 1 {
				t.Errorf("%d calls: the SDK tries again", calls)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := call(t.Context(), server.URL, functionARN)
	var failed *invoke.Failure
	if !errors.As(err, &failed) || failed.Cause != invoke.CauseService || !failed.Transient {
		t.Errorf("error %v, want a transient failure", err)
	}
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hold }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(hold) })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := call(ctx, server.URL, functionARN); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
	}
}

func BenchmarkInvoke(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }))
	b.Cleanup(server.Close)
	f := lambda.New(lambda.Deps{Endpoint: server.URL, ARN: functionARN, AWS: config()})
	c := invoke.Call{ARN: functionARN, Event: []byte(`"` + strings.Repeat("x", 1000) + `"`)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.Invoke(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
}
