package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/store"
)

var errHaveKeys = errors.New("there are access keys")

// firstKey makes the root access key of an installation that has none. Of
// several nodes that start together one makes it; the others get nil.
func firstKey(ctx context.Context, db *store.DB, rand io.Reader, now time.Time) (*access.Key, error) {
	key, err := principal.NewAccessKey(RootPrincipal, now, rand)
	if err != nil {
		return nil, err
	}
	anyThere := func(tx *store.Tx) error {
		keys, err := tx.AccessKeys()
		if err == nil && len(keys) > 0 {
			err = errHaveKeys
		}
		return err
	}
	err = db.View(ctx, anyThere)
	if err == nil {
		err = db.Update(ctx, func(tx *store.Tx) error {
			if err := anyThere(tx); err != nil {
				return err
			}
			return tx.InsertAccessKey(key)
		})
	}
	if errors.Is(err, errHaveKeys) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("make the first access key: %w", err)
	}
	return &key, nil
}
