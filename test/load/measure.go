package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// result is what one or more turns at an operation took.
type result struct {
	ops       int
	cpu, wall time.Duration
	latencies []time.Duration
}

func (r *result) add(o result) {
	r.ops += o.ops
	r.cpu += o.cpu
	r.wall += o.wall
	r.latencies = append(r.latencies, o.latencies...)
}

func (r *result) cpuPerOp() time.Duration { return r.cpu / time.Duration(max(1, r.ops)) }

func (r *result) rate() float64 { return float64(r.ops) / r.wall.Seconds() }

func (r *result) percentile(p int) time.Duration {
	slices.Sort(r.latencies)
	return r.latencies[(len(r.latencies)-1)*p/100]
}

// measure sends n requests over conns connections. The first error ends it:
// under load no request may fail.
func measure(ctx context.Context, t *target, op operation, conns, n int) (result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	r := result{ops: n}
	cpu, start := t.cpu(), time.Now()
	for range conns {
		wg.Go(func() {
			var took []time.Duration
			for {
				i := int(next.Add(1) - 1)
				if i >= n || ctx.Err() != nil {
					break
				}
				began := time.Now()
				if err := op.send(ctx, t, i); err != nil {
					cancel(fmt.Errorf("request %d: %w", i, err))
					break
				}
				took = append(took, time.Since(began))
			}
			mu.Lock()
			defer mu.Unlock()
			r.latencies = append(r.latencies, took...)
		})
	}
	wg.Wait()
	r.wall, r.cpu = time.Since(start), t.cpu()-cpu
	return r, context.Cause(ctx)
}

// short rounds a duration for a table.
func short(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%dµs", d.Microseconds())
	case d < time.Second:
		return fmt.Sprintf("%.2fms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%.2fs", d.Seconds())
}
