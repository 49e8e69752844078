package poolconfig

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// MaxPools is how many pools an account may have.
const MaxPools = 1000

// Deps are what a Service needs.
type Deps struct {
	DB    DB
	Cache Cache
	Now   func() time.Time
	Rand  io.Reader
	// NewKeys makes the two signing keys of a new pool.
	NewKeys func(pool userpool.PoolID, now time.Time) ([]userpool.SigningKey, error)
	// Domains tells which domains a pool has; nil where there are none.
	Domains func(ctx context.Context, pool userpool.PoolID) (Domains, error)

	Region  string // of new pools, and of the functions and roles they may name
	Account string // twelve digits
	// StrictAWS demands what only AWS's own services need.
	StrictAWS bool
}

// Service makes, changes and deletes pools.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service {
	if deps.Domains == nil {
		deps.Domains = func(context.Context, userpool.PoolID) (Domains, error) { return Domains{}, nil }
	}
	return &Service{deps: deps}
}

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// Pool gives a pool or ResourceNotFound.
func (s *Service) Pool(ctx context.Context, id userpool.PoolID) (pool *userpool.Pool, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		pool, err = load(st, id)
		return err
	})
	return pool, err
}

func load(st Store, id userpool.PoolID) (*userpool.Pool, error) {
	pool, err := st.Pool(id)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.PoolNotFound(id)
	}
	return pool, err
}

// change applies fn to the pool and stores it, unless fn refuses. It gives the
// pool as stored.
func (s *Service) change(ctx context.Context, id userpool.PoolID, fn func(*userpool.Pool) error) (pool *userpool.Pool, err error) {
	now := s.now()
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if pool, err = load(st, id); err != nil {
			return err
		}
		if err := fn(pool); err != nil {
			return err
		}
		pool.Modified = now
		return st.UpdatePool(pool)
	})
	if err != nil {
		return nil, err
	}
	s.deps.Cache.ForgetPool(id)
	return pool, nil
}

// conflict translates a lost race, for the operations that may answer it. A
// serializable store lets none through; to the others it is an internal error.
func conflict(err error) error {
	if errors.Is(err, userpool.ErrConflict) {
		return userpool.Errorf(userpool.ConcurrentModification,
			"The user pool is being modified by another request. Try again.").Because(err)
	}
	return err
}

// invalid is the refusal of a setting.
func invalid(format string, args ...any) error {
	return userpool.Errorf(userpool.InvalidParameter, format, args...)
}
