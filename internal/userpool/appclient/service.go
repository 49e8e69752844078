package appclient

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// MaxClients is how many clients a pool may have.
const MaxClients = 1000

// Deps are what a Service needs.
type Deps struct {
	DB      DB
	Cache   Cache
	Catalog Catalog // Empty where nothing else is built
	Now     func() time.Time
	Rand    io.Reader
}

// Service makes, changes and deletes app clients.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service {
	if deps.Catalog == nil {
		deps.Catalog = Empty{}
	}
	return &Service{deps: deps}
}

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// Client gives a client of a pool. An unknown pool, an unknown client and a
// client of another pool are ResourceNotFound.
func (s *Service) Client(ctx context.Context, pool userpool.PoolID, id userpool.ClientID) (c *userpool.Client, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		_, c, err = load(st, pool, id)
		return err
	})
	return c, err
}

func (s *Service) pool(ctx context.Context, id userpool.PoolID) (p *userpool.Pool, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		p, err = loadPool(st, id)
		return err
	})
	return p, err
}

func loadPool(st Store, id userpool.PoolID) (*userpool.Pool, error) {
	p, err := st.Pool(id)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.PoolNotFound(id)
	}
	return p, err
}

func load(st Store, pool userpool.PoolID, id userpool.ClientID) (*userpool.Pool, *userpool.Client, error) {
	p, err := loadPool(st, pool)
	if err != nil {
		return nil, nil, err
	}
	c, err := st.Client(id)
	if errors.Is(err, userpool.ErrNotFound) || err == nil && c.Pool != pool {
		return nil, nil, userpool.ClientNotFound(id)
	}
	return p, c, err
}

// change applies fn to the client and stores it, unless fn refuses. It gives
// the client as stored.
func (s *Service) change(ctx context.Context, pool userpool.PoolID, id userpool.ClientID,
	fn func(*userpool.Pool, *userpool.Client) error) (c *userpool.Client, err error) {
	now := s.now()
	err = s.deps.DB.Update(ctx, func(st Store) error {
		p, found, err := load(st, pool, id)
		if err != nil {
			return err
		}
		c = found
		if err := fn(p, c); err != nil {
			return err
		}
		c.Modified = now
		return st.UpdateClient(c)
	})
	if err != nil {
		return nil, err
	}
	s.deps.Cache.ForgetClient(id)
	return c, nil
}

// conflict translates a lost race, for the operations that may answer it. A
// serializable store lets none through; to the others it is an internal error.
func conflict(err error) error {
	if errors.Is(err, userpool.ErrConflict) {
		return userpool.Errorf(userpool.ConcurrentModification,
			"The user pool client is being modified by another request. Try again.").Because(err)
	}
	return err
}

// invalid is the refusal of a setting.
func invalid(format string, args ...any) error {
	return userpool.Errorf(userpool.InvalidParameter, format, args...)
}
