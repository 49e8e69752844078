//go:build unix

package worker_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
	"github.com/cognate-id/cognate/internal/trigger/worker"
)

const functionARN = "arn:aws:lambda:eu-west-1:123456789012:function:hello"

// clock is a clock that only moves when told.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func deps(t testing.TB) worker.Deps {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return worker.Deps{
		Program: worker.Program{Kind: worker.Exec, File: self}, ARN: functionARN, Concurrency: 2, Inherit: os.Environ(),
		Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
}

func newPool(t testing.TB, d worker.Deps) *worker.Pool {
	t.Helper()
	p := worker.New(d)
	t.Cleanup(func() {
		if err := p.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return p
}

func call(o order) invoke.Call {
	event, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	return invoke.Call{ARN: functionARN + ":live", Event: event}
}

func do(t testing.TB, p *worker.Pool, o order) string {
	t.Helper()
	answer, err := p.Invoke(t.Context(), call(o))
	if err != nil {
		t.Fatalf("%s: %v", o.Do, err)
	}
	return string(answer)
}

// failure gives the FunctionError of an order.
func failure(t testing.TB, p *worker.Pool, o order) *invoke.FunctionError {
	t.Helper()
	answer, err := p.Invoke(t.Context(), call(o))
	var raised *invoke.FunctionError
	if !errors.As(err, &raised) {
		t.Fatalf("%s: answer %.100q, error %v; want a function error", o.Do, answer, err)
	}
	return raised
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	p := newPool(t, deps(t))
	if got, want := do(t, p, order{Do: "echo", Text: "<ü>"}), `{"Do":"echo","Text":"\u003cü\u003e"}`; got != want {
		t.Errorf("answer %s, want %s", got, want)
	}
	first, second := do(t, p, order{Do: "pid"}), do(t, p, order{Do: "pid"})
	if first != second {
		t.Errorf("the process was not kept: %s, then %s", first, second)
	}
	if got := do(t, p, order{Do: "wrong id"}); got != "400" {
		t.Errorf("an answer to another event got status %s, want 400", got)
	}
	if got := do(t, p, order{Do: "twice"}); got != `"first"` {
		t.Errorf("answer %s, want the first one", got)
	}
	if got := do(t, p, order{Do: "pid"}); got != first {
		t.Errorf("process %s, want still %s", got, first)
	}
}

func TestEnvironmentAndHeaders(t *testing.T) {
	t.Parallel()
	d := deps(t)
	d.Inherit = []string{"PLAIN=1", "COGNATE_MASTER_KEY=secret", "AWS_SECRET_ACCESS_KEY=ours", "AWS_PROFILE=ours"}
	d.Environment = []string{"AWS_ACCESS_KEY_ID=theirs", "AWS_ENDPOINT_URL=http://127.0.0.1:1"}
	p := newPool(t, d)
	var list []string
	if err := json.Unmarshal([]byte(do(t, p, order{Do: "environment"})), &list); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, v := range list {
		name, value, _ := strings.Cut(v, "=")
		got[name] = value
	}
	file := d.Program.File
	if api := got["AWS_LAMBDA_RUNTIME_API"]; !strings.HasPrefix(api, "127.0.0.1:") {
		t.Errorf("AWS_LAMBDA_RUNTIME_API=%s", api)
	}
	if stream := got["AWS_LAMBDA_LOG_STREAM_NAME"]; !strings.Contains(stream, "/[$LATEST]") {
		t.Errorf("AWS_LAMBDA_LOG_STREAM_NAME=%s", stream)
	}
	delete(got, "AWS_LAMBDA_RUNTIME_API")
	delete(got, "AWS_LAMBDA_LOG_STREAM_NAME")
	want := map[string]string{
		"PLAIN": "1", "_HANDLER": strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)),
		"LAMBDA_TASK_ROOT": filepath.Dir(file), "LAMBDA_RUNTIME_DIR": filepath.Dir(file), "PWD": filepath.Dir(file),
		"AWS_LAMBDA_FUNCTION_NAME": "hello", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
		"AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand", "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/hello",
		"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1",
		"AWS_ACCESS_KEY_ID": "theirs", "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
	}
	delete(got, "PWD")
	delete(want, "PWD")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}

	var header http.Header
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(30*time.Second))
	defer cancel()
	answer, err := p.Invoke(ctx, call(order{Do: "headers"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer, &header); err != nil {
		t.Fatal(err)
	}
	deadline, _ := ctx.Deadline()
	if got, want := header.Get("Lambda-Runtime-Deadline-Ms"), strconv.FormatInt(deadline.UnixMilli(), 10); got != want {
		t.Errorf("deadline %s, want %s", got, want)
	}
	if got := header.Get("Lambda-Runtime-Invoked-Function-Arn"); got != functionARN+":live" {
		t.Errorf("function %s", got)
	}
	if got := header.Get("Lambda-Runtime-Trace-Id"); !strings.HasPrefix(got, "Root=1-") {
		t.Errorf("trace %s", got)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		init    string
		order   order
		kind    string
		message string // "" for none; * for the request id
	}{
		{"raised", "", order{"fail", `{"errorMessage":"no","errorType":"Denied","stackTrace":["x"]}`}, "Denied", "no"},
		{"raised without message", "", order{"fail", `{"errorMessage":null,"errorType":"Denied"}`}, "Denied", ""},
		{"raised with an object", "", order{"fail", `{"errorMessage":{"a":1}}`}, "", `{"a":1}`},
		{"raised without JSON", "", order{"fail", `oops`}, "", ""},
		{"raised in a trailer", "", order{Do: "trailer"}, "Broken", "in the middle"},
		{"exited", "", order{Do: "exit"}, "Runtime.ExitError", "RequestId: * Error: Runtime exited with error: exit status 7"},
		{"skipped", "", order{Do: "skip"}, "Runtime.NoResponse", "RequestId: * Error: Runtime did not provide a response"},
		{"init error", "error", order{Do: "echo"}, "Init.Missing", "no configuration"},
		{"init exit", "exit", order{Do: "echo"}, "Runtime.ExitError", "RequestId: * Error: Runtime exited with error: exit status 3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := deps(t)
			d.Environment = []string{"TEST_INIT=" + tt.init}
			p := newPool(t, d)
			raised := failure(t, p, tt.order)
			if raised.Type != tt.kind {
				t.Errorf("type %q, want %q", raised.Type, tt.kind)
			}
			switch {
			case raised.Message == nil && tt.message != "", raised.Message != nil && !like(tt.message, *raised.Message):
				t.Errorf("error %v, want message %q", raised, tt.message)
			}
			if tt.init == "" {
				if got := do(t, p, order{Do: "echo"}); got == "" {
					t.Error("the function does not work after the failure")
				}
			}
		})
	}
}

func like(pattern, s string) bool {
	before, after, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	return strings.HasPrefix(s, before) && strings.HasSuffix(s, after) && len(s) == len(pattern)-1+36
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	p := newPool(t, deps(t))
	if _, err := p.Invoke(t.Context(), call(order{Do: "large"})); !errors.Is(err, invoke.ErrTooLarge) {
		t.Errorf("error %v, want %v", err, invoke.ErrTooLarge)
	}
}

func TestAbsent(t *testing.T) {
	t.Parallel()
	notExecutable := filepath.Join(t.TempDir(), "bootstrap")
	if err := os.WriteFile(notExecutable, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for file, cause := range map[string]string{
		filepath.Join(t.TempDir(), "nothing"): invoke.CauseNotFound,
		t.TempDir():                           invoke.CauseNotFound,
		notExecutable:                         "InvalidRuntimeException",
	} {
		d := deps(t)
		d.Program.File = file
		_, err := newPool(t, d).Invoke(t.Context(), call(order{Do: "echo"}))
		var failed *invoke.Failure
		if !errors.As(err, &failed) || failed.Cause != cause || failed.Transient {
			t.Errorf("%s: error %v, want the lasting failure %s", file, err, cause)
		}
	}
}

// A program that never takes an event is not started again and again for one.
func TestNeverTakes(t *testing.T) {
	t.Parallel()
	c := &clock{now: time.Unix(1e9, 0)}
	d := deps(t)
	d.Environment, d.Now = []string{"TEST_INIT=ask, exit"}, c.Now
	p := newPool(t, d)
	for range 3 {
		failure(t, p, order{Do: "echo"})
	}
}

// A function that does not answer is killed, with what it has started.
func TestDeadline(t *testing.T) {
	t.Parallel()
	reader, writer := io.Pipe()
	d := deps(t)
	d.Log = slog.New(slog.NewJSONHandler(writer, nil))
	p := newPool(t, d)
	child := make(chan int, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		lines := bufio.NewScanner(reader)
		for lines.Scan() {
			var record struct{ Line, Function string }
			json.Unmarshal(lines.Bytes(), &record)
			if after, found := strings.CutPrefix(record.Line, "child "); found && record.Function == "hello" {
				pid, _ := strconv.Atoi(after)
				child <- pid
				cancel()
			}
		}
	}()
	if _, err := p.Invoke(ctx, call(order{Do: "child"})); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want %v", err, context.Canceled)
	}
	// The signal has been sent; the process may take a moment to vanish, and a
	// zombie of another parent still has its number.
	pid := <-child
	eventually(t, "the child ends", func() bool {
		state, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		return syscall.Kill(pid, 0) != nil || err == nil && strings.Contains(string(state), ") Z ")
	})
	if got := do(t, p, order{Do: "echo"}); got == "" {
		t.Error("no new process after the deadline")
	}
}

// eventually polls a condition of the operating system.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 10 s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// A program that has answered and asks for nothing more is replaced.
func TestLostInterest(t *testing.T) {
	t.Parallel()
	p := newPool(t, deps(t))
	do(t, p, order{Do: "stop"})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := p.Invoke(ctx, call(order{Do: "echo"})); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v, want %v", err, context.DeadlineExceeded)
	}
	do(t, p, order{Do: "echo"})
}

// A process that ended between events costs no event.
func TestEndedWhileIdle(t *testing.T) {
	t.Parallel()
	p := newPool(t, deps(t))
	for range 5 {
		first := do(t, p, order{Do: "answer, exit"})
		if second := do(t, p, order{Do: "pid"}); first == second {
			t.Error("a process answered after its end")
		}
	}
}

// An event that comes while a program starts up does not stop the start.
func TestSlowStart(t *testing.T) {
	t.Parallel()
	d := deps(t)
	d.Environment = []string{"TEST_INIT=hang"}
	d.Concurrency = 1
	p := newPool(t, d)
	for range 2 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if _, err := p.Invoke(ctx, call(order{Do: "echo"})); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
		}
		cancel()
	}
}

// A program that does not come up is not started for every event.
func TestPause(t *testing.T) {
	t.Parallel()
	started := filepath.Join(t.TempDir(), "started")
	script := filepath.Join(t.TempDir(), "bootstrap")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho x >>"+started+"\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := &clock{now: time.Unix(1e9, 0)}
	d := deps(t)
	d.Program.File, d.Now, d.Reload = script, c.Now, true
	p := newPool(t, d)
	starts := func() int {
		raw, _ := os.ReadFile(started)
		return len(raw) / 2
	}
	for i, step := range []struct {
		wait time.Duration
		want int
	}{{0, 1}, {0, 1}, {100 * time.Millisecond, 2}, {100 * time.Millisecond, 2}, {100 * time.Millisecond, 3}, {10 * time.Second, 4}} {
		c.advance(step.wait)
		failure(t, p, order{Do: "echo"})
		if got := starts(); got != step.want {
			t.Errorf("step %d: %d starts, want %d", i, got, step.want)
		}
	}
	// A changed program gets its chance at once.
	if err := os.WriteFile(script, []byte("#!/bin/sh\nexit 2 # changed\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := failure(t, p, order{Do: "echo"}); !strings.Contains(*got.Message, "exit status 2") {
		t.Errorf("error %v, want the new program's", got)
	}
}

func TestReload(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, reload := range []bool{true, false} {
		file := filepath.Join(t.TempDir(), "bootstrap")
		if err := os.Link(self, file); err != nil {
			t.Skip("no hard links between the directories of tests: ", err)
		}
		d := deps(t)
		d.Program.File, d.Reload = file, reload
		p := newPool(t, d)
		first := do(t, p, order{Do: "pid"})
		if err := os.Chtimes(file, time.Time{}, time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		second := do(t, p, order{Do: "pid"})
		if reload == (first == second) {
			t.Errorf("reload %v: process %s, then %s", reload, first, second)
		}
	}
}

func TestConcurrency(t *testing.T) {
	t.Parallel()
	d := deps(t)
	d.Concurrency = 3
	p := newPool(t, d)
	pids := make([]string, 60)
	var all sync.WaitGroup
	for i := range pids {
		all.Go(func() {
			answer, err := p.Invoke(t.Context(), call(order{Do: "pid"}))
			if err != nil {
				t.Error(err)
			}
			pids[i] = string(answer)
		})
	}
	all.Wait()
	distinct := map[string]bool{}
	for _, pid := range pids {
		distinct[pid] = true
	}
	if len(distinct) > 3 {
		t.Errorf("%d processes, want at most 3", len(distinct))
	}
	// With all places taken an event waits, but not longer than it may.
	ctx, cancel := context.WithCancel(t.Context())
	for range 3 {
		all.Go(func() { p.Invoke(ctx, call(order{Do: "hang"})) })
	}
	short, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	for { // until the three have their places
		if _, err := p.Invoke(short, call(order{Do: "echo"})); err != nil {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
			}
			break
		}
	}
	cancel()
	all.Wait()
}

func TestClosed(t *testing.T) {
	t.Parallel()
	p := worker.New(deps(t))
	pid, err := strconv.Atoi(do(t, p, order{Do: "pid"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := syscall.Kill(pid, 0); err == nil {
		t.Error("the process lives on")
	}
	var failed *invoke.Failure
	if _, err := p.Invoke(t.Context(), call(order{Do: "echo"})); !errors.As(err, &failed) {
		t.Errorf("error %v after Close, want a failure", err)
	}
}

func BenchmarkInvoke(b *testing.B) {
	p := newPool(b, deps(b))
	do(b, p, order{Do: "echo"})
	c := call(order{Do: "echo", Text: strings.Repeat("x", 1000)})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Invoke(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
}
