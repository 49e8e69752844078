package grant

import (
	"context"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Store is what grants read and write within one transaction.
type Store interface {
	token.FamilyStore
	UserBySub(userpool.PoolID, userpool.Sub) (*userpool.User, error)
	GroupsOf(userpool.PoolID, userpool.Sub) ([]userpool.Group, error)
	Family(userpool.PoolID, string) (*userpool.TokenFamily, error)
	InsertFamily(userpool.TokenFamily) error
	ResourceServers(pool userpool.PoolID, after string, limit int) ([]userpool.ResourceServer, error)
	TouchSSOSession(pool userpool.PoolID, id string, at time.Time) error
	// Spend reports whether this call, of any number that try, spent it.
	Spend(userpool.Spent) (bool, error)
}

// DB opens transactions. A function given to Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Service needs.
type Deps struct {
	DB       DB
	Registry *registry.Registry
	Tokens   *token.Service
	Opaque   token.Opaque
	Now      func() time.Time
	Rand     io.Reader
	// Provider finds the identity provider that has an idp_identifier; nil
	// where there are none.
	Provider func(ctx context.Context, pool userpool.PoolID, identifier string) (name string, ok bool, err error)
}

// Service grants. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// Peer is where a request came from.
type Peer struct{ IP, Agent string }
