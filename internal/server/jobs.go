package server

import (
	"context"
	"log/slog"
	"sync"
	"time"
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
