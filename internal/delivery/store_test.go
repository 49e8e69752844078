package delivery_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/delivery"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// counter is a Carrier that refuses what it is told to and counts the rest.
type counter struct {
	mu   sync.Mutex
	errs map[string]error
	sent map[string]int
}

func (c *counter) Carry(_ context.Context, m userpool.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.errs[m.ID]; err != nil {
		return err
	}
	c.sent[m.ID]++
	return nil
}

// Several workers on the real outbox share the work: every message goes out
// once, and what failed stays with its reason.
func TestWorkersShareTheOutbox(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	clock := func() time.Time { return now }
	ring, err := seal.Generate(rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Options{Path: ":memory:", Sealer: ring, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	carrier := &counter{sent: map[string]int{}, errs: map[string]error{
		"m00": &delivery.Refused{Cause: errors.New("550")}, "m01": errors.New("busy"),
	}}
	const n = 60
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		for i := range n {
			m := userpool.Message{ID: "m" + string(rune('0'+i/10)) + string(rune('0'+i%10)), Pool: "us-east-1_a", Medium: userpool.MediumEmail,
				To: "a@example.com", Created: now, NextTry: now, State: userpool.MessagePending}
			if err := tx.InsertMessage(m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		w := delivery.NewWorker(delivery.Deps{
			DB:       store.Bind(db, func(tx *store.Tx) delivery.Store { return tx }),
			Carriers: map[userpool.Medium]delivery.Carrier{userpool.MediumEmail: carrier}, Now: clock, Log: slog.New(slog.DiscardHandler),
		})
		all.Go(func() {
			if err := w.Drain(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for id, times := range carrier.sent {
		if times != 1 {
			t.Errorf("%s went out %d times", id, times)
		}
	}
	if len(carrier.sent) != n-2 {
		t.Errorf("%d messages went out, want %d", len(carrier.sent), n-2)
	}
	check(t, db, map[string]userpool.MessageState{
		"m00": userpool.MessageFailed, "m01": userpool.MessagePending, "m02": userpool.MessageSent,
	})
}

func check(t *testing.T, db *store.DB, want map[string]userpool.MessageState) {
	t.Helper()
	err := db.View(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Messages(userpool.MessageQuery{Limit: 100})
		for _, m := range all {
			if state, ok := want[m.ID]; ok && (m.State != state || m.Attempts != 1 || (m.Failure == "") != (state == userpool.MessageSent)) {
				t.Errorf("%s: %s after %d attempts, failure %q, want %s", m.ID, m.State, m.Attempts, m.Failure, state)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
