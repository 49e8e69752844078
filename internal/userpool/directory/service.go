package directory

import (
	"context"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/registry"
)

// Store is what this package reads and writes within one transaction.
type Store interface {
	account.Finder
	account.Names
	message.ParcelStore
	DeleteUser(*userpool.User) error
	SSOSessionsOf(userpool.PoolID, userpool.Sub) ([]userpool.SSOSession, error)
	RevokeSSOSession(userpool.PoolID, string) error
	// ListUsers gives one page and where the next begins, "" after the last.
	ListUsers(userpool.PoolID, userpool.UserQuery) ([]*userpool.User, string, error)
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Service needs.
type Deps struct {
	DB        DB
	Registry  *registry.Registry
	Passwords *factor.Passwords
	Mailer    *message.Mailer
	Now       func() time.Time
	Rand      io.Reader
}

// Service administers users. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// find gives a pool and one of its users, by username, sub or alias.
func (s *Service) find(ctx context.Context, id userpool.PoolID, username string) (u *userpool.User, p *userpool.Pool, err error) {
	if p, err = s.deps.Registry.Pool(ctx, id); err != nil {
		return nil, nil, err
	}
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		u, err = account.Find(st, p, username)
		return err
	})
	return u, p, err
}

// alter changes a user within one transaction.
func (s *Service) alter(ctx context.Context, id userpool.PoolID, username string, fn func(Store, *userpool.Pool, *userpool.User) error) error {
	p, err := s.deps.Registry.Pool(ctx, id)
	if err != nil {
		return err
	}
	return s.deps.DB.Update(ctx, func(st Store) error {
		u, err := account.Find(st, p, username)
		if err != nil {
			return err
		}
		return fn(st, p, u)
	})
}
