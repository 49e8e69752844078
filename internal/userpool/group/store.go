package group

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// Store is what this package reads and writes within one transaction. A row
// that is not there is userpool.ErrNotFound, a taken key userpool.ErrExists.
type Store interface {
	account.Finder
	Pool(userpool.PoolID) (*userpool.Pool, error)
	Group(userpool.PoolID, userpool.GroupName) (*userpool.Group, error)
	Groups(pool userpool.PoolID, after userpool.GroupName, limit int) ([]userpool.Group, error)
	CountGroups(userpool.PoolID) (int, error)
	InsertGroup(*userpool.Group) error
	UpdateGroup(*userpool.Group) error
	DeleteGroup(userpool.PoolID, userpool.GroupName) error
	// AddMember does nothing for a user who is in the group already.
	AddMember(userpool.PoolID, userpool.GroupName, userpool.Sub) error
	// RemoveMember does nothing for a user who is not in the group.
	RemoveMember(userpool.PoolID, userpool.GroupName, userpool.Sub) error
	GroupsOf(userpool.PoolID, userpool.Sub) ([]userpool.Group, error)
	Members(pool userpool.PoolID, group userpool.GroupName, after userpool.Sub, limit int) ([]*userpool.User, error)
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}
