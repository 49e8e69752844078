package appclient

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Store is what this package reads and writes within one transaction. A row
// that is not there is userpool.ErrNotFound, a taken key userpool.ErrExists.
type Store interface {
	Pool(userpool.PoolID) (*userpool.Pool, error)
	Client(userpool.ClientID) (*userpool.Client, error)
	Clients(pool userpool.PoolID, after userpool.ClientID, limit int) ([]*userpool.Client, error)
	InsertClient(*userpool.Client) error
	UpdateClient(*userpool.Client) error
	DeleteClient(userpool.PoolID, userpool.ClientID) error
	CountClients(userpool.PoolID) (int, error)
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Cache is told of every client that was written, after the commit.
type Cache interface {
	ForgetClient(userpool.ClientID)
}

// Catalog knows what else a pool has that its clients may name.
type Catalog interface {
	// HasProvider reports whether the pool has the identity provider.
	HasProvider(ctx context.Context, pool userpool.PoolID, name string) (bool, error)
	// HasScope reports whether a resource server of the pool has the scope,
	// which is written `server/scope`.
	HasScope(ctx context.Context, pool userpool.PoolID, scope string) (bool, error)
}

// Empty is the Catalog of pools without providers and resource servers.
type Empty struct{}

// HasProvider reports false.
func (Empty) HasProvider(context.Context, userpool.PoolID, string) (bool, error) { return false, nil }

// HasScope reports false.
func (Empty) HasScope(context.Context, userpool.PoolID, string) (bool, error) { return false, nil }
