package domain

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Store is what this package reads and writes within one transaction. A row
// that is not there is userpool.ErrNotFound, a taken name userpool.ErrExists.
type Store interface {
	Pool(userpool.PoolID) (*userpool.Pool, error)
	Domain(name string) (*userpool.Domain, error)
	DomainsOf(userpool.PoolID) ([]userpool.Domain, error)
	InsertDomain(*userpool.Domain) error
	UpdateDomain(*userpool.Domain) error
	DeleteDomain(pool userpool.PoolID, name string) error
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Cache is told of every domain that was written, after the commit.
type Cache interface {
	ForgetDomain(pool userpool.PoolID, name string)
}
