package server

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/oauth"
	"github.com/cognate-id/cognate/internal/seed"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/upstream/social"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Deps are what the world outside gives a server. Zero fields mean the real
// clock, the system's randomness and no log.
type Deps struct {
	Now  func() time.Time
	Rand io.Reader
	Log  *slog.Logger
	// Keys gives n different RSA-2048 keys that sign tokens; nil means that each
	// is newly made. Only tests, to which making them takes too long, have others.
	Keys func(n int) ([]*rsa.PrivateKey, error)
	// Social are the addresses of the providers whose logins are access tokens;
	// empty ones are the providers' own.
	Social social.Addresses
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
	if d.Keys == nil {
		d.Keys = newKeys(d.Rand)
	}
	return d
}

// keyBits is the size of the keys that sign tokens: Cognito's.
const keyBits = 2048

func newKeys(random io.Reader) func(n int) ([]*rsa.PrivateKey, error) {
	return func(n int) (keys []*rsa.PrivateKey, err error) {
		for range n {
			key, err := rsa.GenerateKey(random, keyBits)
			if err != nil {
				return nil, fmt.Errorf("make a signing key: %w", err)
			}
			keys = append(keys, key)
		}
		return keys, nil
	}
}

// Server is one Cognate, listening and ready to Run.
type Server struct {
	config   *config.Config
	log      *slog.Logger
	listener net.Listener
	http     *http.Server
	// certificates are nil unless the server speaks TLS.
	certificates *certificates
	metrics      *metrics // nil when switched off
	tracer       tracer
	checks       []check
	jobs         []job
	storage      *Storage
	seed         *seed.File
	closers      []func() error // run in reverse order

	// FirstKey is the root access key that this start has made: it is shown
	// once and then only kept sealed. nil on every later start, and in dev.
	FirstKey *access.Key
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
	if s.seed, err = loadSeed(c.Seed); err != nil {
		return nil, err
	}
	if err := s.listen(ctx); err != nil {
		return nil, err
	}
	if err := s.build(ctx, deps); err != nil {
		return nil, err
	}
	return s, nil
}

// build constructs the products, from the store up to the routes.
func (s *Server) build(ctx context.Context, deps Deps) error {
	storage, err := openStorage(ctx, s.config, deps, true, s.observeStore())
	if err != nil {
		return err
	}
	s.storage = storage
	s.closers = append(s.closers, storage.Close)
	s.checks = append(s.checks, check{"store", storage.Ping})
	if s.config.Mode == config.Serve {
		if s.FirstKey, err = firstKey(ctx, storage.DB, deps.Rand, deps.Now()); err != nil {
			return err
		}
	}
	worker := buildDelivery(s.config, storage.DB, deps)
	account, err := buildAccount(s.config, storage.DB, deps)
	if err != nil {
		return err
	}
	auth := s.authenticator(account, storage.DB, deps)
	functions, err := buildTriggers(ctx, triggerParts{
		config: s.config, ring: storage.Ring, deps: deps, url: s.URL(), auth: auth, observe: s.observeTriggers(),
	})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, func() error { return s.closeTriggers(functions.caller) })
	pools, err := buildUserPools(userPoolParts{
		config: s.config, db: storage.DB, deps: deps, hooks: functions.caller, issuer: s.issuer, public: sync.OnceValue(s.public),
		carried: worker.Carries,
	})
	if err != nil {
		return err
	}
	identities, err := s.buildIdentity(account, pools)
	if err != nil {
		return err
	}
	identityService, tokenService := identities.services()
	aws, err := s.buildAWS(auth, account.authorizer(pools), services(pools.service, identityService, tokenService, account.buildIAM()))
	if err != nil {
		return err
	}
	if err := s.secure(storage, pools.sites, deps); err != nil {
		return err
	}
	routes := s.routes(withKeys(functions.keys, aws), oauth.NewWellKnown(pools.tokens, s.issuer, s.location, pools.home), identities.keys)
	s.http.Handler = s.observed(s.sites(pools).before(routes))
	s.jobs = s.backgroundJobs(storage, worker, deps)
	return seed.Apply(ctx, pools.operations, s.seed)
}

// location is where a pool's documents are.
func (s *Server) location(pool userpool.PoolID) string { return s.URL() + "/" + string(pool) }

// issuer is the iss claim of a pool's tokens.
func (s *Server) issuer(pool userpool.PoolID) string {
	if s.config.Issuer == config.IssuerAWS {
		return "https://cognito-idp." + pool.Region() + ".amazonaws.com/" + string(pool)
	}
	return s.location(pool)
}

// URL is the address that clients use.
func (s *Server) URL() string { return s.config.BaseURL(s.listener.Addr()) }

// Messages reads the outbox.
func (s *Server) Messages(ctx context.Context, q userpool.MessageQuery) (found []userpool.Message, err error) {
	err = s.storage.View(ctx, func(tx *store.Tx) error {
		found, err = tx.Messages(q)
		return err
	})
	return found, err
}

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
