package cognatetest

import (
	"context"
	"testing"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/keytest"
	"github.com/cognate-id/cognate/internal/server"
)

// Server is a running Cognate. It stops when its test ends.
type Server struct {
	// URL is the endpoint, such as http://127.0.0.1:40123. Tokens name
	// URL/{poolId} as their issuer.
	URL string
	// Region and Account are those of ids and ARNs.
	Region, Account string
	// AccessKey and SecretKey sign requests. Without Verified any others do
	// as well.
	AccessKey, SecretKey string

	Clock  *Clock
	Outbox *Outbox
}

// Start starts a server and waits until it answers. It fails the test when
// that is not possible.
func Start(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s := settings{mode: config.Dev, args: map[string]string{
		"listen": "127.0.0.1:0", "data": config.Memory, "log-level": "error", "metrics": "false",
	}}
	for _, o := range opts {
		o(t, &s)
	}
	c, err := config.Load(s.mode, s.flags(), s.environment())
	if err != nil {
		t.Fatalf("cognatetest: %v", err)
	}
	clock := newClock()
	running, err := server.New(t.Context(), c, server.Deps{Now: clock.Now, Keys: keytest.Keys, Log: server.NewLogger(c, t.Output())})
	if err != nil {
		t.Fatalf("cognatetest: %v", err)
	}
	run(t, running)
	out := &Server{
		URL: running.URL(), Region: c.Region, Account: c.Account, AccessKey: "cognatetest", SecretKey: "cognatetest",
		Clock: clock, Outbox: &Outbox{t: t, server: running},
	}
	if k := running.FirstKey; k != nil {
		out.AccessKey, out.SecretKey = k.ID, string(k.Secret)
	}
	return out
}

// run serves until the test ends and then waits for a clean stop.
func run(t testing.TB, s *server.Server) {
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("cognatetest: stop: %v", err)
		}
	})
}
