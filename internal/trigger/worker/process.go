package worker

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

// initTime is how long a program may take until it asks for its first event.
const initTime = 10 * time.Second

// errGone is in errors of processes that asked for an event and ended before
// they took it.
var errGone = errors.New("the process ended before it took the event")

// process is a running program and the Runtime API that serves it.
type process struct {
	deps  Deps
	cmd   *exec.Cmd
	api   *http.Server
	stamp string
	logs  *logWriter

	// next hands an event to the program once it asks for one.
	next chan *invocation
	done chan struct{} // closed when the program has ended

	idleSince time.Time // owned by the pool

	mu       sync.Mutex
	asked    bool
	initFail *invoke.FunctionError
	current  *invocation
	exit     error // valid once done is closed
}

// invocation is an event that a process works on.
type invocation struct {
	id       string
	call     invoke.Call
	deadline time.Time
	result   chan result // has room for one
}

type result struct {
	answer []byte
	err    error
}

// start runs the program.
func start(deps Deps, file, stamp string) (*process, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, &invoke.Failure{Cause: invoke.CauseService, Transient: true, Err: err}
	}
	p := &process{deps: deps, stamp: stamp, next: make(chan *invocation), done: make(chan struct{}),
		logs: newLogWriter(deps)}
	p.cmd, err = deps.Program.command(file)
	if err == nil {
		p.cmd.Env = environment(deps, file, listener.Addr().String())
		p.cmd.Stdout, p.cmd.Stderr = p.logs, p.logs
		p.cmd.WaitDelay = time.Second
		ownGroup(p.cmd)
		err = p.cmd.Start()
	}
	if err != nil {
		listener.Close()
		return nil, &invoke.Failure{Cause: "InvalidRuntimeException", Transient: isBusy(err), Err: err}
	}
	p.api = &http.Server{Handler: p.routes(), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	go p.api.Serve(ownPeers{listener})
	go p.wait()
	// An unresponsive start must not hold a place forever.
	time.AfterFunc(initTime, func() {
		if !p.polled() {
			p.kill()
		}
	})
	return p, nil
}

func (p *process) wait() {
	err := p.cmd.Wait()
	p.logs.flush()
	p.mu.Lock()
	p.exit = err
	p.mu.Unlock()
	close(p.done)
	p.api.Close()
}

// handle gives the program an event and waits for its answer.
func (p *process) handle(ctx context.Context, c invoke.Call) ([]byte, error) {
	deadline, bounded := ctx.Deadline()
	if !bounded {
		deadline = p.deps.Now().Add(time.Minute)
	}
	inv := &invocation{id: requestID(), call: c, deadline: deadline, result: make(chan result, 1)}
	select {
	case p.next <- inv:
	case <-p.done:
		return nil, p.endedEarly(inv)
	case <-ctx.Done():
		// A program that is still starting may serve the next event; one that
		// has answered and does not ask for more hangs.
		if p.polled() {
			p.kill()
		}
		return nil, ctx.Err()
	}
	select {
	case r := <-inv.result:
		return r.answer, r.err
	case <-p.done:
		return p.lastWords(inv)
	case <-ctx.Done():
		p.kill()
		return nil, ctx.Err()
	}
}

// lastWords is the result of an event whose process has ended: it may have
// answered just before.
func (p *process) lastWords(inv *invocation) ([]byte, error) {
	select {
	case r := <-inv.result:
		return r.answer, r.err
	default:
		return nil, p.exited(inv)
	}
}

// endedEarly says why the program did not take an event.
func (p *process) endedEarly(inv *invocation) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.initFail != nil:
		return p.initFail
	case p.asked:
		return errors.Join(exitError(inv, p.exit), errGone)
	}
	return exitError(inv, p.exit)
}

func (p *process) exited(inv *invocation) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return exitError(inv, p.exit)
}

// exitError words the end of a process as Lambda does.
func exitError(inv *invocation, exit error) error {
	how := "Runtime exited without providing a reason"
	var status *exec.ExitError
	if errors.As(exit, &status) {
		how = "Runtime exited with error: " + status.ProcessState.String()
	}
	return invoke.Failed("Runtime.ExitError", "RequestId: %s Error: %s", inv.id, how)
}

// failedInit reports whether the program ended before it asked for an event.
func (p *process) failedInit() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.initFail != nil || !p.asked && p.ended()
}

// polled reports whether the program has asked for an event.
func (p *process) polled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// kill ends the program and what it started, at once, and waits for it.
func (p *process) kill() {
	if !p.ended() {
		signalGroup(p.cmd, true)
	}
	<-p.done
}

// end asks the program to go and kills it if it stays.
func (p *process) end(ctx context.Context) {
	if p.ended() {
		return
	}
	signalGroup(p.cmd, false)
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-p.done:
	case <-timer.C:
		p.kill()
	case <-ctx.Done():
		p.kill()
	}
}
