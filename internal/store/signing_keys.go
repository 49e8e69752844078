package store

import "github.com/cognate-id/cognate/internal/userpool"

const (
	listSigningKeys = `SELECT kid, purpose, created, retire_at, der FROM signing_keys WHERE pool = $1 ORDER BY kid`
	putSigningKey   = `INSERT INTO signing_keys (pool, kid, purpose, created, retire_at, der)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (pool, kid) DO UPDATE SET purpose = excluded.purpose, created = excluded.created,
    retire_at = excluded.retire_at, der = excluded.der`
	deleteSigningKey = `DELETE FROM signing_keys WHERE pool = $1 AND kid = $2`
)

func signingKeyDER(pool userpool.PoolID, kid string) place {
	return place{"signing_keys", key(pool, kid), "der"}
}

// SigningKeys reads all keys of a pool, retired ones too, by kid.
func (tx *Tx) SigningKeys(pool userpool.PoolID) ([]userpool.SigningKey, error) {
	var keys []userpool.SigningKey
	err := tx.each(func(r rows) error {
		k := userpool.SigningKey{Pool: pool}
		var use string
		var created, retire int64
		var sealed []byte
		err := r.Scan(&k.KID, &use, &created, &retire, &sealed)
		if err != nil {
			return err
		}
		k.Use, k.Created, k.RetireAt = userpool.KeyUse(use), instant(created), instant(retire)
		k.DER, err = tx.db.open(sealed, signingKeyDER(pool, k.KID))
		keys = append(keys, k)
		return err
	}, listSigningKeys, string(pool))
	return keys, err
}

// PutSigningKey adds a key or replaces the one of the same kid.
func (tx *Tx) PutSigningKey(k userpool.SigningKey) error {
	sealed := tx.db.seal(k.DER, signingKeyDER(k.Pool, k.KID))
	_, err := tx.exec(putSigningKey, string(k.Pool), k.KID, string(k.Use), millis(k.Created), millis(k.RetireAt), sealed)
	return err
}

// DeleteSigningKey deletes a key, or answers ErrNotFound.
func (tx *Tx) DeleteSigningKey(pool userpool.PoolID, kid string) error {
	return tx.must(userpool.ErrNotFound, deleteSigningKey, string(pool), kid)
}
