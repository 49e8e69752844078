package server

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/store"
)

// NewAccessKey draws an access key in AWS's form: AKIA and sixteen letters or
// digits, and forty characters of secret (240 random bits).
func NewAccessKey(rand io.Reader, principal string, now time.Time) (access.Key, error) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" // 32: no bias
	var raw [16 + 30]byte
	if _, err := io.ReadFull(rand, raw[:]); err != nil {
		return access.Key{}, fmt.Errorf("draw an access key: %w", err)
	}
	id := make([]byte, 16)
	for i := range id {
		id[i] = alphabet[raw[i]&31]
	}
	return access.Key{
		ID: "AKIA" + string(id), Secret: base64.StdEncoding.EncodeToString(raw[16:]),
		Principal: principal, Created: now, Status: access.KeyActive,
	}, nil
}

var errHaveKeys = errors.New("there are access keys")

// firstKey makes the root access key of an installation that has none. Of
// several nodes that start together one makes it; the others get nil.
func firstKey(ctx context.Context, db *store.DB, rand io.Reader, now time.Time) (*access.Key, error) {
	key, err := NewAccessKey(rand, RootPrincipal, now)
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
