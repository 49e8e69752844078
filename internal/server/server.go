package server

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/cognate-id/cognate/internal/config"
)

// Deps are what the world outside gives a server. Zero fields mean the real
// clock, the system's randomness and no log.
type Deps struct {
	Now  func() time.Time
	Rand io.Reader
	Log  *slog.Logger
}

func (d Deps) complete() Deps {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Rand == nil {
		d.Rand = rand.Reader
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return d
}

// Server is one Cognate, listening and ready to Run.
type Server struct {
	config   *config.Config
	log      *slog.Logger
	listener net.Listener
	http     *http.Server
	metrics  *metrics // nil when switched off
	tracer   tracer
	checks   []check
	jobs     []job
	closers  []func() error // run in reverse order
}

// New opens the store, builds everything and starts listening; connections
// wait until Run. Errors name the setting at fault. After an error nothing
// stays open.
func New(ctx context.Context, c *config.Config, deps Deps) (_ *Server, err error) {
	deps = deps.complete()
	s := &Server{config: c, log: deps.Log}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if c.Metrics {
		s.metrics = newMetrics()
	}
	if s.tracer, err = newTracer(ctx, c.Traces); err != nil {
		return nil, err
	}
	if err := s.listen(ctx); err != nil {
		return nil, err
	}
	s.http.Handler = s.observed(s.routes())
	return s, nil
}

// URL is the address that clients use.
func (s *Server) URL() string { return s.config.BaseURL(s.listener.Addr()) }

// Run answers requests until ctx ends, then lets running ones finish within
// the shutdown timeout and stops the jobs. It returns nil after a clean stop.
func (s *Server) Run(ctx context.Context) error {
	jobs, stopJobs := context.WithCancel(context.WithoutCancel(ctx))
	jobsDone := make(chan struct{})
	go func() {
		defer close(jobsDone)
		runJobs(jobs, s.log, s.jobs)
	}()
	served := make(chan error, 1)
	go func() { served <- s.serve() }()

	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		err = s.drain(context.WithoutCancel(ctx))
	}
	stopJobs()
	<-jobsDone
	return errors.Join(err, s.Close())
}

// drain stops accepting and waits for what is running.
func (s *Server) drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.config.Limits.ShutdownTimeout)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		return errors.Join(errors.New("shutdown: requests were cut off"), s.http.Close())
	}
	return s.tracer.close(ctx)
}

// Close releases what New opened. Run does it by itself; calling it again does
// nothing.
func (s *Server) Close() error {
	var errs []error
	for len(s.closers) > 0 {
		last := len(s.closers) - 1
		closer := s.closers[last]
		s.closers = s.closers[:last]
		errs = append(errs, closer())
	}
	return errors.Join(errs...)
}
