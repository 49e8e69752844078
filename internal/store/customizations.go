package store

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	selectCustomization = `SELECT settings FROM customizations WHERE pool = $1 AND client = $2`
	putCustomization    = `INSERT INTO customizations (pool, client, settings) VALUES ($1, $2, $3)
ON CONFLICT (pool, client) DO UPDATE SET settings = excluded.settings`
)

// customizationRow is the document of a customization.
type customizationRow struct {
	CSS      string `json:"css,omitzero"`
	Version  string `json:"version,omitzero"`
	Image    []byte `json:"image,omitzero"`
	Created  int64  `json:"created"`
	Modified int64  `json:"modified"`
}

// UICustomization reads the customization of a client, or of userpool.AllClients;
// ErrNotFound if it has none of its own.
func (tx *Tx) UICustomization(pool userpool.PoolID, client userpool.ClientID) (*userpool.UICustomization, error) {
	var c *userpool.UICustomization
	err := tx.one(func(r rows) error {
		var settings string
		if err := r.Scan(&settings); err != nil {
			return err
		}
		var row customizationRow
		if err := readDocument(settings, &row); err != nil {
			return fmt.Errorf("customization of %s: %w", client, err)
		}
		c = &userpool.UICustomization{Pool: pool, Client: client, CSS: row.CSS, Version: row.Version, Image: row.Image,
			Created: instant(row.Created), Modified: instant(row.Modified)}
		return nil
	}, selectCustomization, string(pool), string(client))
	return c, err
}

// PutUICustomization keeps a customization in place of the one of its client.
func (tx *Tx) PutUICustomization(c *userpool.UICustomization) error {
	settings, err := document(customizationRow{CSS: c.CSS, Version: c.Version, Image: c.Image,
		Created: millis(c.Created), Modified: millis(c.Modified)})
	if err != nil {
		return err
	}
	_, err = tx.exec(putCustomization, string(c.Pool), string(c.Client), settings)
	return err
}
