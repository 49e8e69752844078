package server

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/delivery"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// How often the jobs look for work.
const (
	sweepEvery   = 5 * time.Minute
	deliverEvery = time.Second
	countEvery   = 15 * time.Second
	keysEvery    = 30 * time.Second
)

// job is work that repeats beside the requests. run must return soon after its
// context ends; an error is logged and the job tried again at the next turn.
type job struct {
	name  string
	every time.Duration
	run   func(context.Context) error
}

// runJobs runs every job until ctx ends and returns when all have stopped.
// The waiting is by the real clock; what is due is the store's question, asked
// with the injected one.
func runJobs(ctx context.Context, log *slog.Logger, jobs []job) {
	var all sync.WaitGroup
	for _, j := range jobs {
		all.Go(func() {
			tick := time.NewTicker(j.every)
			defer tick.Stop()
			for {
				if err := j.run(ctx); err != nil && ctx.Err() == nil {
					log.ErrorContext(ctx, "job failed", slog.String("job", j.name), slog.String("cause", err.Error()))
				}
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		})
	}
	all.Wait()
}

// backgroundJobs are those that this configuration needs.
func (s *Server) backgroundJobs(storage *Storage, worker *delivery.Worker, deps Deps) []job {
	jobs := []job{{"sweep", sweepEvery, func(ctx context.Context) error { return s.sweep(ctx, storage.DB, deps.Now()) }}}
	if worker.Carries(userpool.MediumEmail) {
		jobs = append(jobs, job{"deliver", deliverEvery, worker.Drain})
	}
	if s.metrics != nil {
		jobs = append(jobs, job{"count messages", countEvery, func(ctx context.Context) error { return s.countMessages(ctx, storage.DB) }})
	}
	if s.config.Data != config.Memory {
		jobs = append(jobs, job{"reload keys", keysEvery, storage.Ring.Reload})
	}
	return jobs
}

// sweep deletes what has expired.
func (s *Server) sweep(ctx context.Context, db *store.DB, now time.Time) error {
	swept, err := db.Sweep(ctx, now)
	if s.metrics != nil {
		for table, n := range swept {
			s.metrics.swept.WithLabelValues(table).Add(float64(n))
		}
	}
	return err
}

// countMessages measures the depth of the outbox.
func (s *Server) countMessages(ctx context.Context, db *store.DB) error {
	return db.View(ctx, func(tx *store.Tx) error {
		for _, state := range []userpool.MessageState{userpool.MessagePending, userpool.MessageFailed} {
			n, err := tx.CountMessages(state)
			if err != nil {
				return err
			}
			s.metrics.outbox.WithLabelValues(string(state)).Set(float64(n))
		}
		return nil
	})
}
