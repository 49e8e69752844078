package worker

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

const (
	// maxWaiting bounds the events that wait for a process.
	maxWaiting = 1000
	// Starting a program that does not come up is not tried again for a while.
	firstPause = 100 * time.Millisecond
	lastPause  = 10 * time.Second
	// grace is how long a process may take to end after SIGTERM.
	grace = 2 * time.Second
	// Processes above the first end when they had no event for this long.
	idleTime = time.Minute
)

// Deps are what a Pool needs.
type Deps struct {
	Program Program
	// ARN names the function, without qualifier.
	ARN string
	// Concurrency is how many processes there may be.
	Concurrency int
	// Inherit are the variables that processes get as they are; Environment
	// those that win over all others. Both are NAME=value.
	Inherit, Environment []string
	// Reload replaces processes when the program's file has changed.
	Reload bool
	Now    func() time.Time
	Log    *slog.Logger
}

// Pool runs one function: between none and Concurrency processes. It
// implements invoke.Function.
type Pool struct {
	deps    Deps
	slots   chan struct{}
	waiting atomic.Int64

	mu     sync.Mutex
	all    map[*process]struct{}
	idle   []*process // the last one used is at the end
	stamp  string     // of the file that the idle processes run
	closed bool
	pause  pause
}

var _ invoke.Function = (*Pool)(nil)

// pause remembers programs that do not come up.
type pause struct {
	failures int
	until    time.Time
	err      error
}

// New makes a Pool. The first process starts with the first event.
func New(deps Deps) *Pool {
	return &Pool{deps: deps, slots: make(chan struct{}, max(deps.Concurrency, 1)), all: map[*process]struct{}{}}
}

// Invoke has a process handle the event. The process is killed when ctx ends
// before it has answered.
func (p *Pool) Invoke(ctx context.Context, c invoke.Call) ([]byte, error) {
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	defer func() { <-p.slots }()
	for {
		worker, fresh, err := p.take()
		if err != nil {
			return nil, err
		}
		answer, err := worker.handle(ctx, c)
		// A process that died while it had nothing to do says nothing about
		// this event. A new one does: the next would do the same.
		if errors.Is(err, errGone) && !fresh {
			p.drop(worker)
			continue
		}
		p.settle(worker, err)
		return answer, err
	}
}

// enter waits for one of the slots.
func (p *Pool) enter(ctx context.Context) error {
	if p.waiting.Add(1) > maxWaiting {
		p.waiting.Add(-1)
		return &invoke.Failure{Cause: invoke.CauseThrottled, Transient: true, Err: errors.New("too many events are waiting")}
	}
	defer p.waiting.Add(-1)
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take gives an idle process or starts a fresh one.
func (p *Pool) take() (worker *process, fresh bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, false, &invoke.Failure{Cause: invoke.CauseService, Err: errors.New("shutting down")}
	}
	file, err := p.refresh()
	if err != nil {
		return nil, false, err
	}
	if n := len(p.idle); n > 0 {
		worker = p.idle[n-1]
		p.idle = p.idle[:n-1]
		return worker, false, nil
	}
	if p.pause.err != nil && p.deps.Now().Before(p.pause.until) {
		return nil, false, p.pause.err
	}
	worker, err = start(p.deps, file, p.stamp)
	if err != nil {
		p.failedToStart(err)
		return nil, false, err
	}
	p.all[worker] = struct{}{}
	return worker, true, nil
}

// refresh finds the program's file and, with Reload, ends the processes that
// run an older one.
func (p *Pool) refresh() (file string, err error) {
	file, err = filepath.Abs(p.deps.Program.File)
	if err != nil {
		return "", absent(err)
	}
	if p.stamp != "" && !p.deps.Reload {
		return file, nil
	}
	stamp, err := p.deps.Program.stamp(file)
	if err != nil {
		return "", err
	}
	if stamp != p.stamp {
		for _, worker := range p.idle {
			delete(p.all, worker)
			go worker.end(context.Background())
		}
		p.idle, p.stamp, p.pause = nil, stamp, pause{}
	}
	return file, nil
}

// settle decides what becomes of a process after an event.
func (p *Pool) settle(worker *process, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case worker.failedInit(), errors.Is(err, errGone):
		p.failedToStart(err)
	case worker.polled():
		p.pause = pause{}
	}
	if worker.ended() || p.closed || worker.stamp != p.stamp {
		delete(p.all, worker)
		go worker.end(context.Background())
		return
	}
	worker.idleSince = p.deps.Now()
	p.idle = append(p.idle, worker)
	if len(p.all) > 1 {
		time.AfterFunc(idleTime, p.shrink)
	}
}

// shrink ends processes that are not needed any more, but for one.
func (p *Pool) shrink() {
	p.mu.Lock()
	defer p.mu.Unlock()
	limit := p.deps.Now().Add(-idleTime)
	for len(p.idle) > 0 && len(p.all) > 1 && !p.idle[0].idleSince.After(limit) {
		worker := p.idle[0]
		p.idle = p.idle[1:]
		delete(p.all, worker)
		go worker.end(context.Background())
	}
}

func (p *Pool) failedToStart(err error) {
	p.pause.failures++
	wait := lastPause
	if p.pause.failures < 8 {
		wait = min(lastPause, firstPause<<(p.pause.failures-1))
	}
	p.pause.until, p.pause.err = p.deps.Now().Add(wait), err
}

func (p *Pool) drop(worker *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, worker)
}

// Close ends all processes: politely at first, by force after two seconds or
// when ctx is done.
func (p *Pool) Close(ctx context.Context) error {
	p.mu.Lock()
	p.closed = true
	var ending sync.WaitGroup
	for worker := range p.all {
		ending.Go(func() { worker.end(ctx) })
	}
	p.all, p.idle = map[*process]struct{}{}, nil
	p.mu.Unlock()
	ending.Wait()
	return nil
}
