package resourceserver

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Store is what this package reads and writes within one transaction. A row
// that is not there is userpool.ErrNotFound, a taken key userpool.ErrExists.
type Store interface {
	Pool(userpool.PoolID) (*userpool.Pool, error)
	ResourceServer(pool userpool.PoolID, identifier string) (*userpool.ResourceServer, error)
	ResourceServers(pool userpool.PoolID, after string, limit int) ([]userpool.ResourceServer, error)
	CountResourceServers(userpool.PoolID) (int, error)
	InsertResourceServer(*userpool.ResourceServer) error
	UpdateResourceServer(*userpool.ResourceServer) error
	DeleteResourceServer(pool userpool.PoolID, identifier string) error
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}
