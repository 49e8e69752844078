package delivery

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// The pace of the worker.
const (
	batch = 16
	// lease keeps other nodes from a message while it is carried. It must
	// outlast carryTimeout and the write that records the outcome.
	lease        = 2 * time.Minute
	carryTimeout = 45 * time.Second

	firstRetry = 5 * time.Second
	lastRetry  = 30 * time.Minute
	giveUp     = 24 * time.Hour // after the message was written
)

// Carrier hands one message to the outside. It returns nil once the other side
// has taken responsibility for the message, a *Refused when trying again is of
// no use, and any other error when it may help. It is safe for concurrent use
// and returns soon after ctx ends.
type Carrier interface {
	Carry(ctx context.Context, m userpool.Message) error
}

// Refused says that the other side will never take this message.
type Refused struct{ Cause error }

func (e *Refused) Error() string { return "refused: " + e.Cause.Error() }

// Unwrap gives the cause.
func (e *Refused) Unwrap() error { return e.Cause }

// Store is the outbox.
type Store interface {
	// ClaimMessages gives pending messages that are due, oldest first, counts
	// the attempt, and keeps them from everybody else until now+lease.
	ClaimMessages(now time.Time, lease time.Duration, limit int) ([]userpool.Message, error)
	// FinishMessage records State, NextTry and Failure. ErrConflict says that
	// somebody else has finished the message, or has claimed it since.
	FinishMessage(userpool.Message) error
}

// DB opens transactions on the outbox.
type DB interface {
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Worker needs. Media without a carrier are not its business:
// their messages are written as kept.
type Deps struct {
	DB       DB
	Carriers map[userpool.Medium]Carrier
	Now      func() time.Time
	Log      *slog.Logger
}

// Worker drains the outbox. One per process is enough; several nodes share the
// work through the claims.
type Worker struct {
	deps Deps

	mu sync.Mutex
	// carried are messages that went out but whose outcome could not be
	// recorded: if they are claimed again they must not go out again.
	carried map[string]bool
}

// NewWorker makes a Worker.
func NewWorker(deps Deps) *Worker {
	return &Worker{deps: deps, carried: map[string]bool{}}
}

// Carries reports whether messages of a medium leave the outbox.
func (w *Worker) Carries(m userpool.Medium) bool { return w.deps.Carriers[m] != nil }

// Drain carries what is due until nothing more is. Failures of single messages
// are recorded with them and are no error of Drain.
func (w *Worker) Drain(ctx context.Context) error {
	for ctx.Err() == nil {
		var due []userpool.Message
		now := w.deps.Now()
		err := w.deps.DB.Update(ctx, func(s Store) (err error) {
			due, err = s.ClaimMessages(now, lease, batch)
			return err
		})
		if err != nil || len(due) == 0 {
			return err
		}
		if err := w.carryAll(ctx, due); err != nil {
			return err
		}
	}
	return nil
}

// carryAll carries a batch side by side: one slow receiver must not hold up
// the others.
func (w *Worker) carryAll(ctx context.Context, due []userpool.Message) error {
	errs := make([]error, len(due))
	var all sync.WaitGroup
	for i, m := range due {
		all.Go(func() { errs[i] = w.carryOne(ctx, m) })
	}
	all.Wait()
	return errors.Join(errs...)
}

func (w *Worker) carryOne(ctx context.Context, m userpool.Message) error {
	var err error
	if !w.wasCarried(m.ID) {
		err = w.carry(ctx, m)
	}
	if err != nil && ctx.Err() != nil {
		return nil // stopped by us: the lease ends and somebody tries again
	}
	m = w.outcome(m, err)
	// What has gone out must be recorded even while the program stops.
	ctx = context.WithoutCancel(ctx)
	err = w.deps.DB.Update(ctx, func(s Store) error { return s.FinishMessage(m) })
	if errors.Is(err, userpool.ErrNotFound) || errors.Is(err, userpool.ErrConflict) {
		err = nil // deleted with its pool meanwhile, or in other hands
	}
	w.remember(m.ID, err != nil && m.State == userpool.MessageSent)
	return err
}

func (w *Worker) carry(ctx context.Context, m userpool.Message) error {
	carrier := w.deps.Carriers[m.Medium]
	if carrier == nil {
		return errNoCarrier
	}
	ctx, cancel := context.WithTimeout(ctx, carryTimeout)
	defer cancel()
	return carrier.Carry(ctx, m)
}

// errNoCarrier marks messages written while another configuration was in force.
var errNoCarrier = errors.New("no carrier")

// outcome is m with what came of this attempt.
func (w *Worker) outcome(m userpool.Message, err error) userpool.Message {
	now := w.deps.Now()
	m.Failure = ""
	var refused *Refused
	switch {
	case err == nil:
		m.State = userpool.MessageSent
		return m
	case errors.Is(err, errNoCarrier):
		m.State = userpool.MessageKept
		return m
	case errors.As(err, &refused), now.Sub(m.Created) > giveUp:
		m.State = userpool.MessageFailed
	default:
		m.State = userpool.MessagePending
		m.NextTry = now.Add(pause(m.Attempts))
	}
	m.Failure = err.Error()
	// The failure may quote the address, so the log gets only the fact.
	w.deps.Log.Warn("message not carried", slog.String("message", m.ID), slog.String("pool", string(m.Pool)),
		slog.String("state", string(m.State)), slog.Int("attempts", m.Attempts))
	return m
}

// pause is the time before the next attempt: doubling, with jitter of a
// quarter so that messages which failed together do not come back together.
func pause(attempts int) time.Duration {
	d := lastRetry
	if shift := attempts - 1; shift < 12 {
		d = min(firstRetry<<shift, lastRetry)
	}
	return d - d/4 + rand.N(d/2)
}

func (w *Worker) wasCarried(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.carried[id]
}

func (w *Worker) remember(id string, unrecorded bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if unrecorded {
		w.carried[id] = true
	} else {
		delete(w.carried, id)
	}
}
