package store

import (
	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	accessKeyColumns = `id, principal, created, last_used, status, secret`
	selectAccessKey  = `SELECT ` + accessKeyColumns + ` FROM access_keys WHERE id = $1`
	listAccessKeys   = `SELECT ` + accessKeyColumns + ` FROM access_keys ORDER BY created, id`
	insertAccessKey  = `INSERT INTO access_keys (` + accessKeyColumns + `)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	updateAccessKey = `UPDATE access_keys SET principal = $2, created = $3, last_used = $4, status = $5, secret = $6
WHERE id = $1`
	deleteAccessKey = `DELETE FROM access_keys WHERE id = $1`
)

func accessKeySecret(id string) place { return place{"access_keys", id, "secret"} }

// AccessKey reads an access key with its secret, or ErrNotFound.
func (tx *Tx) AccessKey(id string) (*access.Key, error) {
	var k access.Key
	err := tx.one(func(r rows) (err error) {
		k, err = tx.scanAccessKey(r)
		return err
	}, selectAccessKey, id)
	if err != nil {
		return nil, err
	}
	return &k, nil
}

// AccessKeys lists all access keys, oldest first.
func (tx *Tx) AccessKeys() ([]access.Key, error) {
	var keys []access.Key
	err := tx.each(func(r rows) error {
		k, err := tx.scanAccessKey(r)
		keys = append(keys, k)
		return err
	}, listAccessKeys)
	return keys, err
}

// InsertAccessKey adds an access key, or answers ErrExists.
func (tx *Tx) InsertAccessKey(k access.Key) error {
	return tx.must(userpool.ErrExists, insertAccessKey, tx.accessKeyColumns(k)...)
}

// UpdateAccessKey writes an access key over, or answers ErrNotFound.
func (tx *Tx) UpdateAccessKey(k access.Key) error {
	return tx.must(userpool.ErrNotFound, updateAccessKey, tx.accessKeyColumns(k)...)
}

// DeleteAccessKey deletes an access key, or answers ErrNotFound.
func (tx *Tx) DeleteAccessKey(id string) error {
	return tx.must(userpool.ErrNotFound, deleteAccessKey, id)
}

func (tx *Tx) accessKeyColumns(k access.Key) []any {
	return []any{
		k.ID, k.Principal, millis(k.Created), millis(k.LastUsed), string(k.Status),
		tx.db.seal([]byte(k.Secret), accessKeySecret(k.ID)),
	}
}

func (tx *Tx) scanAccessKey(r rows) (access.Key, error) {
	var k access.Key
	var created, used int64
	var status string
	var sealed []byte
	if err := r.Scan(&k.ID, &k.Principal, &created, &used, &status, &sealed); err != nil {
		return k, err
	}
	k.Created, k.LastUsed, k.Status = instant(created), instant(used), access.KeyStatus(status)
	secret, err := tx.db.open(sealed, accessKeySecret(k.ID))
	k.Secret = access.Secret(secret)
	return k, err
}
