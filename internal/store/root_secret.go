package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/cognate-id/cognate/internal/crypto/seal"
)

const (
	insertSecret = `INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	selectSecret = `SELECT value FROM secrets WHERE name = $1`
)

const rootName = "root"

// RootSecret is the secret from which the keys of tokens and sessions derive.
// It is made when the database is, and never changes.
func (db *DB) RootSecret() []byte { return append([]byte(nil), db.root...) }

// loadRoot reads the root secret, or makes it: of nodes that start together
// all take the one whose insert won.
func (db *DB) loadRoot(ctx context.Context) error {
	at := place{"secrets", rootName, "value"}
	var sealed []byte
	read := func(tx *Tx) error {
		return tx.each(func(r rows) error { return r.Scan(&sealed) }, selectSecret, rootName)
	}
	if err := db.View(ctx, read); err != nil {
		return err
	}
	if sealed == nil {
		fresh, err := seal.NewRoot(rand.Reader)
		if err != nil {
			return err
		}
		err = db.Update(ctx, func(tx *Tx) error {
			if _, err := tx.exec(insertSecret, rootName, db.seal(fresh, at)); err != nil {
				return err
			}
			return read(tx)
		})
		if err != nil {
			return err
		}
	}
	root, err := db.open(sealed, at)
	if err != nil {
		return fmt.Errorf("the keyring is not the one of this database: %w", err)
	}
	db.root = root
	db.tagKey = seal.DeriveFrom(root, "message recipients")
	return nil
}
