package trigger

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"maps"
	"sync"

	"github.com/cognate-id/cognate/internal/crypto/sdkmessage"
	"github.com/cognate-id/cognate/internal/trigger/invoke"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// SourceTakeOver is the source of notices about an attack on an account. They
// carry no code, and their attributes describe the attempt.
const SourceTakeOver hook.Source = "AccountTakeOverNotification"

// poolContext is the member of a message's encryption context that binds it to
// its pool.
const poolContext = "userpool-id"

// DataKeys makes the keys under which codes are encrypted for custom senders.
// Implementations are safe for concurrent use.
type DataKeys interface {
	// GenerateDataKey makes a 256-bit key and seals it under keyARN, so that it
	// opens only with the same context.
	GenerateDataKey(ctx context.Context, keyARN string, encryptionContext map[string]string) (sdkmessage.DataKey, error)
}

type senderRequest struct {
	Type       string  `json:"type"`
	Code       *string `json:"code"`
	metadata           // between code and attributes, as Cognito has it
	Attributes pairs   `json:"userAttributes"`
}

// CustomSender hands a code to the pool's own sender for the medium; handled is
// false when it has none. The function runs later: only a function that is not
// configured, or a queue that is full, is an error here.
func (c *Caller) CustomSender(ctx context.Context, e hook.SenderEvent) (handled bool, err error) {
	name, kind, arn := "CustomEmailSender", "customEmailSenderRequestV1", e.Pool.Lambda.CustomEmailSender
	if e.Medium == userpool.MediumSMS {
		name, kind, arn = "CustomSMSSender", "customSMSSenderRequestV1", e.Pool.Lambda.CustomSMSSender
	}
	if arn == "" {
		return false, nil
	}
	if e.Source == "" {
		e.Source = hook.Source(e.Kind)
	}
	seen := Observation{Trigger: name, Source: name + "_" + string(e.Source), Function: arn}
	if _, err := c.functions.find(arn); err != nil {
		failure := explain(name, err)
		c.report(ctx, seen, failure)
		return true, failure
	}
	e.Metadata = maps.Clone(e.Metadata) // the caller's may change before the function runs
	request := senderRequest{Type: kind, metadata: metadataOf(e.Event), Attributes: userAttributes(e.Event)}
	if e.Source == SourceTakeOver {
		request.metadata, request.Attributes = metadata{}, sorted(e.Attributes)
	}
	call := senderCall{name: name, arn: arn, keyARN: e.Pool.Lambda.KMSKeyID, code: e.Code,
		event: newEnvelope(name, e.Event, request, none{}), request: request}
	if !c.senders.add(func(ctx context.Context) { c.send(ctx, call) }) {
		failure := failed(name, invoke.CauseThrottled).Because(errors.New("too many messages wait for custom senders"))
		c.report(ctx, seen, failure)
		return true, failure
	}
	return true, nil
}

// senderCall is a call that waits in the queue.
type senderCall struct {
	name, arn, keyARN, code string
	event                   envelope
	request                 senderRequest
}

// send encrypts the code and calls the function. Its failure is logged: nobody
// waits for it.
func (c *Caller) send(ctx context.Context, call senderCall) {
	ctx, cancel := context.WithTimeout(ctx, c.deps.SenderTimeout)
	defer cancel()
	if call.code != "" {
		sealed, err := c.encrypt(ctx, call)
		if err != nil {
			c.report(ctx, Observation{Trigger: call.name, Source: call.event.Source, Function: call.arn},
				failed(call.name, causeKeys).Because(err))
			return
		}
		call.request.Code = &sealed
	}
	call.event.Request = call.request
	anything := func([]byte) error { return nil }
	// exchange has reported the error.
	_ = c.exchange(ctx, request{call.name, call.arn, call.event, c.deps.SenderTimeout, anything})
}

// encrypt makes the message that handlers decrypt with the AWS Encryption SDK.
// The code is escaped for HTML because Cognito's is.
func (c *Caller) encrypt(ctx context.Context, call senderCall) (string, error) {
	if c.deps.DataKeys == nil {
		return "", errors.New("no key service is configured for the codes of custom senders")
	}
	random := c.deps.Rand
	if random == nil {
		random = rand.Reader
	}
	message, err := sdkmessage.Encrypt(random, []byte(html.EscapeString(call.code)),
		map[string]string{poolContext: call.event.PoolID},
		func(encryptionContext map[string]string) (sdkmessage.DataKey, error) {
			return c.deps.DataKeys.GenerateDataKey(ctx, call.keyARN, encryptionContext)
		})
	if err != nil {
		return "", fmt.Errorf("encrypt the code: %w", err)
	}
	return base64.StdEncoding.EncodeToString(message), nil
}

// causeKeys is the cause of codes that could not be encrypted.
const causeKeys = "KMSException"

const (
	queueLength  = 1000
	queueWorkers = 8
)

// queue runs jobs in the background, a few at a time.
type queue struct {
	jobs    chan func(context.Context)
	stop    context.CancelFunc
	running sync.WaitGroup

	mu     sync.RWMutex
	closed bool
}

func newQueue() *queue {
	ctx, stop := context.WithCancel(context.Background())
	q := &queue{jobs: make(chan func(context.Context), queueLength), stop: stop}
	for range queueWorkers {
		q.running.Go(func() {
			for job := range q.jobs {
				job(ctx)
			}
		})
	}
	return q
}

// add reports whether there was room for the job.
func (q *queue) add(job func(context.Context)) bool {
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.closed {
		return false
	}
	select {
	case q.jobs <- job:
		return true
	default:
		return false
	}
}

// drain lets the jobs finish. Those that have not when ctx is done are
// cancelled.
func (q *queue) drain(ctx context.Context) error {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.jobs)
	}
	q.mu.Unlock()
	finished := make(chan struct{})
	go func() {
		q.running.Wait()
		close(finished)
	}()
	defer q.stop()
	select {
	case <-finished:
		return nil
	case <-ctx.Done():
		q.stop()
		<-finished
		return fmt.Errorf("custom senders cancelled at shutdown: %w", ctx.Err())
	}
}
