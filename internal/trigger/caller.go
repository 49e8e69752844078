package trigger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// Cognito's patience with a function.
const (
	DefaultTimeout  = 5 * time.Second
	DefaultAttempts = 3
	// DefaultSenderTimeout bounds the custom senders, for which nobody waits.
	DefaultSenderTimeout = 30 * time.Second
	// DefaultConcurrency is how many events one program handles at once.
	DefaultConcurrency = 10
)

// Deps are what a Caller needs. Only Log and Now must be set; what else is
// zero has the default given.
type Deps struct {
	// Functions are tried in order for the target of a function ARN.
	Functions []Mapping
	// Timeout bounds one attempt, Attempts their number.
	Timeout       time.Duration
	Attempts      int
	SenderTimeout time.Duration
	// Concurrency bounds the processes of one program.
	Concurrency int
	// Environment are further variables for programs, as NAME=value: the
	// credentials and the endpoint with which handlers call back.
	Environment []string
	// Reload starts a program anew when its file has changed.
	Reload bool
	// StrictAWS refuses the e-mail words of CustomMessage in pools that do not
	// send through SES, as Cognito documents.
	StrictAWS bool
	// DataKeys encrypts the codes of custom senders; without it they fail.
	DataKeys DataKeys
	// HTTP carries webhooks and Invoke calls; nil means a client of our own.
	HTTP *http.Client
	// AWS gives the credentials of lambda: targets.
	AWS aws.Config
	// WebhookSecret signs the requests of webhooks that have no own secret.
	WebhookSecret []byte

	Now     func() time.Time
	Rand    io.Reader // nil means crypto/rand
	Log     *slog.Logger
	Observe func(Observation) // nil observes nothing
	// Watch sees what was sent and answered, passwords included: it is for
	// trying functions out and stays nil in a server.
	Watch func(Exchange)
}

// Exchange is one finished call in full. Answer is nil when there was none.
type Exchange struct {
	Observation
	Event, Answer []byte
}

// Outcome says how the call of a trigger ended.
type Outcome string

// The outcomes.
const (
	Succeeded   Outcome = "ok"
	Raised      Outcome = "function_error"
	TimedOut    Outcome = "timeout"
	Unreachable Outcome = "unreachable"
	Unusable    Outcome = "invalid_answer"
)

// Observation is one finished call of a trigger, for metrics and logs. It
// holds nothing of the event or the answer.
type Observation struct {
	Trigger  string // "PreSignUp"
	Source   string // "PreSignUp_SignUp"
	Function string // ARN
	Attempts int
	Duration time.Duration
	Outcome  Outcome
}

// Caller calls the functions of pools. It implements hook.Hooks and is safe
// for concurrent use. Close it to end programs and the queue of the senders.
type Caller struct {
	deps      Deps
	functions *functions
	senders   *queue
}

var _ hook.Hooks = (*Caller)(nil)

// New makes a Caller. Programs start with their first event.
func New(deps Deps) *Caller {
	if deps.Timeout <= 0 {
		deps.Timeout = DefaultTimeout
	}
	if deps.Attempts <= 0 {
		deps.Attempts = DefaultAttempts
	}
	if deps.SenderTimeout <= 0 {
		deps.SenderTimeout = DefaultSenderTimeout
	}
	if deps.Concurrency <= 0 {
		deps.Concurrency = DefaultConcurrency
	}
	if deps.Observe == nil {
		deps.Observe = func(Observation) {}
	}
	return &Caller{deps: deps, functions: newFunctions(deps), senders: newQueue()}
}

// Close waits for the custom senders that are under way until ctx is done,
// then ends every program. Calls made later fail.
func (c *Caller) Close(ctx context.Context) error {
	return errors.Join(c.senders.drain(ctx), c.functions.close(ctx))
}

// request is one call of a trigger.
type request struct {
	trigger string // the name that errors give it
	arn     string
	event   envelope
	limit   time.Duration // of one attempt
	// check judges the answer.
	check func(raw []byte) error
}

// call sends an event to a function and lets read take what it needs from the
// response part of the answer. A member of a wrong type fails the call.
func (c *Caller) call(ctx context.Context, trigger, arn string, event envelope, read func(members) error) error {
	return c.exchange(ctx, request{trigger, arn, event, c.deps.Timeout, func(raw []byte) error {
		response, err := readAnswer(raw, event)
		if err != nil {
			return err
		}
		if err := read(response); err != nil {
			return err
		}
		if *response.bad {
			return errUnrecognizable
		}
		return nil
	}})
}

// ignore reads nothing, for triggers whose answer can only forbid.
func ignore(members) error { return nil }

// exchange makes up to Attempts attempts and reports how they went.
func (c *Caller) exchange(ctx context.Context, r request) error {
	start := c.deps.Now()
	seen := Observation{Trigger: r.trigger, Source: r.event.Source, Function: r.arn}
	text, err := r.event.encode()
	if err != nil {
		return fmt.Errorf("encode the event of %s: %w", r.trigger, err)
	}
	raw, err := c.attempts(ctx, r, text, &seen.Attempts)
	if err != nil {
		err = explain(r.trigger, err)
	} else {
		err = r.check(raw)
	}
	seen.Duration = c.deps.Now().Sub(start)
	seen = c.report(ctx, seen, err)
	if c.deps.Watch != nil {
		c.deps.Watch(Exchange{seen, text, raw})
	}
	return err
}

func (c *Caller) attempts(ctx context.Context, r request, text []byte, n *int) ([]byte, error) {
	function, err := c.functions.find(r.arn)
	if err != nil {
		return nil, err
	}
	for {
		*n++
		raw, err := attempt(ctx, function, invoke.Call{ARN: r.arn, Event: text}, r.limit)
		if err == nil || *n == c.deps.Attempts || !worthRetrying(err) || ctx.Err() != nil {
			return raw, err
		}
	}
}

func attempt(ctx context.Context, f invoke.Function, call invoke.Call, limit time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	raw, err := f.Invoke(ctx, call)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return raw, err
}

// report tells metrics and log how a call ended. A handler's message may name a
// user, so that it stays out of the log; whoever runs the handler finds it in
// the handler's own output.
func (c *Caller) report(ctx context.Context, o Observation, err error) Observation {
	o.Outcome = outcome(err)
	c.deps.Observe(o)
	if err == nil {
		return o
	}
	attributes := []any{"trigger", o.Source, "function", o.Function, "outcome", string(o.Outcome),
		"attempts", o.Attempts, "duration", o.Duration}
	var public *userpool.Error
	if errors.As(err, &public) && public.Cause != nil {
		attributes = append(attributes, "cause", public.Cause.Error())
	}
	level := slog.LevelWarn
	if o.Outcome == Raised { // which is how functions say no
		level = slog.LevelInfo
	}
	c.deps.Log.Log(ctx, level, "trigger failed", attributes...)
	return o
}
