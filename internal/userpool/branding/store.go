package branding

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Store is what this package reads and writes within one transaction. A row
// that is not there is userpool.ErrNotFound, a taken key userpool.ErrExists.
type Store interface {
	Pool(userpool.PoolID) (*userpool.Pool, error)
	Client(userpool.ClientID) (*userpool.Client, error)
	DomainsOf(userpool.PoolID) ([]userpool.Domain, error)

	UICustomization(userpool.PoolID, userpool.ClientID) (*userpool.UICustomization, error)
	PutUICustomization(*userpool.UICustomization) error

	Branding(pool userpool.PoolID, id string) (*userpool.Branding, error)
	BrandingOfClient(userpool.PoolID, userpool.ClientID) (*userpool.Branding, error)
	CountBrandings(userpool.PoolID) (int, error)
	InsertBranding(*userpool.Branding) error
	UpdateBranding(*userpool.Branding) error
	DeleteBranding(pool userpool.PoolID, id string) error
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}
