package poolconfig

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Store is what this package reads and writes within one transaction. A row
// that is not there is userpool.ErrNotFound, a taken key userpool.ErrExists.
type Store interface {
	Pool(userpool.PoolID) (*userpool.Pool, error)
	Pools(after userpool.PoolID, limit int) ([]*userpool.Pool, error)
	InsertPool(*userpool.Pool) error
	UpdatePool(*userpool.Pool) error
	DeletePool(userpool.PoolID) error
	EstimatedUsers(userpool.PoolID) (int, error)
	CountPools() (int, error)
	PutSigningKey(userpool.SigningKey) error
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Cache is told of every pool that was written, after the commit.
type Cache interface {
	ForgetPool(userpool.PoolID)
}

// Domains are the domains of a pool: a prefix and a host of its own, "" for
// those it does not have.
type Domains struct{ Prefix, Custom string }
