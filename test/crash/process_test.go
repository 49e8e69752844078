package crash

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/server"
)

const (
	binaryVariable = "COGNATE_CRASH_BINARY"
	childVariable  = "COGNATE_CRASH_CHILD"
)

// TestMain turns the test binary into the server when it is started as one, so that the short form needs no build of
// the program.
func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "" {
		os.Exit(m.Run())
	}
	if err := serve(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve does what cognate dev does.
func serve(args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	c, err := config.Load(config.Dev, args, nil)
	if err != nil {
		return err
	}
	s, err := server.New(ctx, c, server.Deps{Log: server.NewLogger(c, os.Stderr)})
	if err != nil {
		return err
	}
	return s.Run(ctx)
}

// A process is the server, started again and again on one address.
type process struct {
	binary  string
	args    []string
	child   bool // the test binary itself
	url     string
	running *exec.Cmd
	log     bytes.Buffer
}

// limits of waiting for the server.
const (
	startLimit = time.Minute
	tick       = 10 * time.Millisecond
)

func newProcess(t *testing.T, database string) *process {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	p := &process{url: "http://" + address, binary: os.Getenv(binaryVariable)}
	p.args = []string{"dev", "--listen", address, "--data", t.TempDir(), "--log-level", "error"}
	if database != "" {
		p.args = append(p.args, "--database", database)
	}
	if p.binary == "" {
		p.child = true
		if p.binary, err = os.Executable(); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if p.running != nil {
			p.kill(t)
		}
	})
	return p
}

// start starts the server and waits until it answers.
func (p *process) start(t *testing.T) {
	p.log.Reset()
	p.running = exec.Command(p.binary, p.args...)
	p.running.Stderr = &p.log
	p.running.Env = environment()
	if p.child {
		p.running.Env = append(p.running.Env, childVariable+"=1")
	}
	if err := p.running.Start(); err != nil {
		t.Fatal(err)
	}
	if !p.ready(t.Context(), startLimit) {
		p.kill(t)
		t.Fatalf("the server does not come up again:\n%s", p.log.String())
	}
}

// environment is ours without the settings of tests, which the program would take for its own.
func environment() (out []string) {
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "COGNATE_") {
			out = append(out, entry)
		}
	}
	return out
}

// ready waits until the server answers.
func (p *process) ready(ctx context.Context, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	again := time.NewTicker(tick)
	defer again.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/readyz", nil)
		if err != nil {
			return false
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return true
			}
		}
		select {
		case <-ctx.Done():
			return false
		case <-again.C:
		}
	}
}

// kill ends the server without a warning.
func (p *process) kill(t *testing.T) {
	if err := p.running.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = p.running.Wait() // it ends by the signal
	p.running = nil
}
