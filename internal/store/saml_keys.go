package store

import (
	"slices"

	"github.com/cognate-id/cognate/internal/access/principal"
)

const (
	listSAMLKeys   = `SELECT id, created, der FROM saml_keys WHERE provider = $1 ORDER BY id`
	insertSAMLKey  = `INSERT INTO saml_keys (provider, id, created, der) VALUES ($1, $2, $3, $4)`
	deleteSAMLKeys = `DELETE FROM saml_keys WHERE provider = $1`
)

func samlKeyDER(provider, id string) place { return place{"saml_keys", provider + "|" + id, "der"} }

// samlKeys reads the keys of a provider, the oldest first.
func (tx *Tx) samlKeys(provider string) ([]principal.SAMLKey, error) {
	var keys []principal.SAMLKey
	err := tx.each(func(r rows) error {
		var k principal.SAMLKey
		var created int64
		var sealed []byte
		err := r.Scan(&k.ID, &created, &sealed)
		if err != nil {
			return err
		}
		k.Created = instant(created)
		k.DER, err = tx.db.open(sealed, samlKeyDER(provider, k.ID))
		keys = append(keys, k)
		return err
	}, listSAMLKeys, provider)
	slices.SortStableFunc(keys, func(a, b principal.SAMLKey) int { return a.Created.Compare(b.Created) })
	return keys, err
}

// setSAMLKeys replaces the keys of a provider.
func (tx *Tx) setSAMLKeys(provider string, keys []principal.SAMLKey) error {
	if _, err := tx.exec(deleteSAMLKeys, provider); err != nil {
		return err
	}
	for _, k := range keys {
		sealed := tx.db.seal(k.DER, samlKeyDER(provider, k.ID))
		if _, err := tx.exec(insertSAMLKey, provider, k.ID, millis(k.Created), sealed); err != nil {
			return err
		}
	}
	return nil
}
