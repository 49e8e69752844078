package store

import (
	"context"
	"errors"
	"fmt"
)

// maxBatch bounds how many functions share one commit.
const maxBatch = 256

// job is a function that waits for its turn to write.
type job struct {
	turn   chan *sqliteConn // given the connection when it may run
	ran    chan struct{}    // closed when it has run
	done   chan struct{}    // closed when its fate is settled
	err    error            // what its caller is told
	broken error            // the transaction around it can no longer be trusted
}

var errAborted = errors.New("store: transaction function did not return")

// update waits for its turn and runs fn. Functions that wait at the same time
// share one transaction and one fsync: each runs in a savepoint of its own, on
// its caller's goroutine, and all are answered after the commit.
func (s *sqliteDB) update(ctx context.Context, fn func(querier) error) error {
	j := &job{turn: make(chan *sqliteConn), ran: make(chan struct{}), done: make(chan struct{})}
	select {
	case s.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closing:
		return errClosed
	}
	select {
	case c := <-j.turn:
		j.run(c, fn)
	case <-j.done: // the transaction could not begin
	}
	<-j.done
	return j.err
}

// run executes fn in a savepoint, which is rolled back if fn fails, panics or
// ends its goroutine.
func (j *job) run(c *sqliteConn, fn func(querier) error) {
	defer close(j.ran)
	if j.broken = c.run("SAVEPOINT job"); j.broken != nil {
		return
	}
	j.err = errAborted
	defer func() {
		if j.err != nil {
			if j.broken = c.run("ROLLBACK TO job"); j.broken != nil {
				return
			}
		}
		j.broken = c.run("RELEASE job")
	}()
	j.err = fn(c)
}

// write is the writer's goroutine.
func (s *sqliteDB) write() {
	defer close(s.stopped)
	for {
		select {
		case j := <-s.jobs:
			c := s.writer.wait()
			batch := s.batch(c, j)
			s.writer.put(c)
			for _, j := range batch {
				close(j.done)
			}
		case <-s.closing:
			return
		}
	}
}

// batch lets first and whoever else waits by then run in one transaction, and
// returns the jobs it has settled.
func (s *sqliteDB) batch(c *sqliteConn, first *job) []*job {
	batch := []*job{first}
	if first.err = c.run("BEGIN IMMEDIATE"); first.err != nil {
		return batch
	}
	var broken error
	for next := first; next != nil && broken == nil; {
		next.turn <- c
		<-next.ran
		broken = next.broken
		if next = s.waiting(len(batch)); next != nil {
			batch = append(batch, next)
		}
	}
	if broken == nil {
		broken = c.run("COMMIT")
	}
	if broken != nil {
		_ = c.run("ROLLBACK") // fails only when the engine has rolled back by itself
		for _, j := range batch {
			if j.err == nil {
				j.err = fmt.Errorf("store: commit: %w", broken)
			}
		}
	}
	return batch
}

func (s *sqliteDB) waiting(taken int) *job {
	if taken == maxBatch {
		return nil
	}
	select {
	case j := <-s.jobs:
		return j
	default:
		return nil
	}
}
