package delivery

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// outbox is a Store in memory that claims as the real one does.
type outbox struct {
	mu         sync.Mutex
	rows       map[string]userpool.Message
	failFinish int // so many FinishMessage calls fail
}

func (o *outbox) Update(_ context.Context, fn func(Store) error) error { return fn(o) }

func (o *outbox) ClaimMessages(now time.Time, lease time.Duration, limit int) ([]userpool.Message, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var due []userpool.Message
	for id, m := range o.rows {
		if m.State == userpool.MessagePending && !m.NextTry.After(now) && len(due) < limit {
			m.Attempts++
			m.NextTry = now.Add(lease)
			due = append(due, m)
			o.rows[id] = m
		}
	}
	return due, nil
}

func (o *outbox) FinishMessage(m userpool.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.failFinish > 0 {
		o.failFinish--
		return errors.New("disk full")
	}
	o.rows[m.ID] = m
	return nil
}

func (o *outbox) row(id string) userpool.Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.rows[id]
}

// script answers the n-th Carry with its n-th error, then with nil.
type script struct {
	mu      sync.Mutex
	errs    []error
	carried []string
}

func (s *script) Carry(_ context.Context, m userpool.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.errs) > 0 {
		err := s.errs[0]
		s.errs = s.errs[1:]
		if err != nil {
			return err
		}
	}
	s.carried = append(s.carried, m.ID)
	return nil
}

type bench struct {
	*Worker
	box  *outbox
	mail *script
	now  time.Time
}

func newBench(errs ...error) *bench {
	b := &bench{box: &outbox{rows: map[string]userpool.Message{}}, mail: &script{errs: errs}, now: sent}
	b.Worker = NewWorker(Deps{
		DB: b.box, Carriers: map[userpool.Medium]Carrier{userpool.MediumEmail: b.mail},
		Now: func() time.Time { return b.now }, Log: slog.New(slog.DiscardHandler),
	})
	return b
}

func (b *bench) add(id string, medium userpool.Medium) {
	b.box.rows[id] = userpool.Message{ID: id, Medium: medium, Created: sent, NextTry: sent, State: userpool.MessagePending}
}

func TestDrainCarriesEverythingOnce(t *testing.T) {
	t.Parallel()
	b := newBench()
	for i := range 3 * batch {
		b.add(string(rune('A'+i)), userpool.MediumEmail)
	}
	for range 2 {
		if err := b.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(b.mail.carried) != 3*batch {
		t.Errorf("carried %d times, want %d", len(b.mail.carried), 3*batch)
	}
	for id := range b.box.rows {
		if m := b.box.row(id); m.State != userpool.MessageSent || m.Attempts != 1 {
			t.Errorf("%s: %s after %d attempts", id, m.State, m.Attempts)
		}
	}
}

func TestRetryBacksOff(t *testing.T) {
	t.Parallel()
	busy := errors.New("busy")
	b := newBench(busy, busy, busy)
	b.add("m", userpool.MediumEmail)
	last := time.Duration(0)
	for attempt := 1; attempt <= 3; attempt++ {
		if err := b.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		m := b.box.row("m")
		wait := m.NextTry.Sub(b.now)
		if m.State != userpool.MessagePending || m.Attempts != attempt || m.Failure != "busy" || wait <= last {
			t.Fatalf("attempt %d: %+v, next in %v after %v", attempt, m, wait, last)
		}
		last = wait
		b.now = b.now.Add(wait - time.Millisecond)
		if err := b.Drain(t.Context()); err != nil || b.box.row("m").Attempts != attempt {
			t.Fatalf("tried again before it was due: %v", err)
		}
		b.now = b.now.Add(time.Millisecond)
	}
	if err := b.Drain(t.Context()); err != nil || b.box.row("m").State != userpool.MessageSent || b.box.row("m").Failure != "" {
		t.Errorf("not sent in the end: %+v, %v", b.box.row("m"), err)
	}
}

func TestPauseIsBounded(t *testing.T) {
	t.Parallel()
	for attempts := 1; attempts < 200; attempts++ {
		if d := pause(attempts); d < firstRetry*3/4 || d > lastRetry*5/4 {
			t.Fatalf("pause after %d attempts is %v", attempts, d)
		}
	}
}

func TestGivesUp(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err error
		age time.Duration
	}{
		"refused": {err: &Refused{Cause: errors.New("550")}},
		"too old": {err: errors.New("busy"), age: giveUp + time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(tt.err)
			b.add("m", userpool.MediumEmail)
			b.now = sent.Add(tt.age)
			if err := b.Drain(t.Context()); err != nil || b.box.row("m").State != userpool.MessageFailed || b.box.row("m").Failure == "" {
				t.Errorf("%+v, %v", b.box.row("m"), err)
			}
		})
	}
}

func TestNoCarrierKeeps(t *testing.T) {
	t.Parallel()
	b := newBench()
	b.add("m", userpool.MediumSMS)
	if err := b.Drain(t.Context()); err != nil || b.box.row("m").State != userpool.MessageKept {
		t.Errorf("%+v, %v", b.box.row("m"), err)
	}
}

// A message that went out stays out of reach even when that could not be
// written down.
func TestNeverTwiceAfterSuccess(t *testing.T) {
	t.Parallel()
	b := newBench()
	b.add("m", userpool.MediumEmail)
	b.box.failFinish = 2
	for range 3 {
		_ = b.Drain(t.Context())
		b.now = b.now.Add(lease)
	}
	if len(b.mail.carried) != 1 || b.box.row("m").State != userpool.MessageSent {
		t.Errorf("carried %d times, %+v", len(b.mail.carried), b.box.row("m"))
	}
	if len(b.Worker.carried) != 0 {
		t.Error("the worker still remembers what has been recorded")
	}
}

func TestStopLeavesTheRestToOthers(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b := newBench()
	b.add("m", userpool.MediumEmail)
	b.Worker.deps.Carriers[userpool.MediumEmail] = carrierFunc(func(context.Context, userpool.Message) error {
		cancel()
		return context.Canceled
	})
	if err := b.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if m := b.box.row("m"); m.State != userpool.MessagePending || !m.NextTry.Equal(sent.Add(lease)) {
		t.Errorf("%+v, want it pending until the lease ends", m)
	}
}

type carrierFunc func(context.Context, userpool.Message) error

func (f carrierFunc) Carry(ctx context.Context, m userpool.Message) error { return f(ctx, m) }
