package branding

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Deps are what a Service needs.
type Deps struct {
	DB   DB
	Now  func() time.Time
	Rand io.Reader
	// BaseOf is the URL of a pool's domain, "" without one.
	BaseOf func(context.Context, userpool.PoolID) (string, error)
}

// Service keeps customizations and brandings.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

func loadPool(st Store, id userpool.PoolID) error {
	_, err := st.Pool(id)
	if errors.Is(err, userpool.ErrNotFound) {
		return userpool.PoolNotFound(id)
	}
	return err
}

func loadClient(st Store, pool userpool.PoolID, id userpool.ClientID) error {
	if err := loadPool(st, pool); err != nil {
		return err
	}
	c, err := st.Client(id)
	if errors.Is(err, userpool.ErrNotFound) || err == nil && c.Pool != pool {
		return userpool.ClientNotFound(id)
	}
	return err
}

func invalid(format string, args ...any) error {
	return userpool.Errorf(userpool.InvalidParameter, format, args...)
}
