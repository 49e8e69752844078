package pooltest

import (
	"context"

	"github.com/cognate-id/cognate/internal/store"
)

// Interfering is a DB between whose reads and writes somebody else is faster:
// Before runs once, ahead of the next write transaction.
type Interfering[S any] struct {
	store.Bound[S]
	Before func()
}

// Update implements the DB of a journey.
func (i *Interfering[S]) Update(ctx context.Context, fn func(S) error) error {
	if before := i.Before; before != nil {
		i.Before = nil
		before()
	}
	return i.Bound.Update(ctx, fn)
}
