package store

import (
	"encoding/json"
	"fmt"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	brandingColumns        = `id, client, settings`
	selectBranding         = `SELECT ` + brandingColumns + ` FROM brandings WHERE pool = $1 AND id = $2`
	selectBrandingOfClient = `SELECT ` + brandingColumns + ` FROM brandings WHERE pool = $1 AND client = $2`
	countBrandings         = `SELECT COUNT(*) FROM brandings WHERE pool = $1`
	insertBranding         = `INSERT INTO brandings (pool, id, client, settings) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
	updateBranding         = `UPDATE brandings SET settings = $4 WHERE pool = $1 AND id = $2 AND client = $3`
	deleteBranding         = `DELETE FROM brandings WHERE pool = $1 AND id = $2`
)

// brandingRow is the document of a branding.
type brandingRow struct {
	Defaults bool            `json:"defaults,omitzero"`
	Settings json.RawMessage `json:"settings,omitzero"`
	Assets   []assetRow      `json:"assets,omitzero"`
	Created  int64           `json:"created"`
	Modified int64           `json:"modified"`
}

type assetRow struct {
	Category  string `json:"category"`
	ColorMode string `json:"color_mode"`
	Extension string `json:"extension"`
	Bytes     []byte `json:"bytes,omitzero"`
	Resource  string `json:"resource,omitzero"`
}

// Branding reads a branding, or ErrNotFound.
func (tx *Tx) Branding(pool userpool.PoolID, id string) (*userpool.Branding, error) {
	return tx.branding(pool, selectBranding, string(pool), id)
}

// BrandingOfClient reads the branding of a client, or ErrNotFound.
func (tx *Tx) BrandingOfClient(pool userpool.PoolID, client userpool.ClientID) (*userpool.Branding, error) {
	return tx.branding(pool, selectBrandingOfClient, string(pool), string(client))
}

// CountBrandings counts the brandings of a pool.
func (tx *Tx) CountBrandings(pool userpool.PoolID) (int, error) {
	return tx.count(countBrandings, string(pool))
}

// InsertBranding adds a branding, or answers ErrExists: a client has one.
func (tx *Tx) InsertBranding(b *userpool.Branding) error {
	return tx.writeBranding(userpool.ErrExists, insertBranding, b)
}

// UpdateBranding writes a branding over, or answers ErrNotFound.
func (tx *Tx) UpdateBranding(b *userpool.Branding) error {
	return tx.writeBranding(userpool.ErrNotFound, updateBranding, b)
}

func (tx *Tx) writeBranding(otherwise error, statement string, b *userpool.Branding) error {
	settings, err := document(brandingRow{Defaults: b.Defaults, Settings: b.Settings,
		Assets:  convert(b.Assets, func(a userpool.Asset) assetRow { return assetRow(a) }),
		Created: millis(b.Created), Modified: millis(b.Modified)})
	if err != nil {
		return err
	}
	return tx.must(otherwise, statement, string(b.Pool), b.ID, string(b.Client), settings)
}

// DeleteBranding deletes a branding, or answers ErrNotFound.
func (tx *Tx) DeleteBranding(pool userpool.PoolID, id string) error {
	return tx.must(userpool.ErrNotFound, deleteBranding, string(pool), id)
}

func (tx *Tx) branding(pool userpool.PoolID, statement string, args ...any) (*userpool.Branding, error) {
	var b *userpool.Branding
	err := tx.one(func(r rows) error {
		var id, client, settings string
		if err := r.Scan(&id, &client, &settings); err != nil {
			return err
		}
		var row brandingRow
		if err := readDocument(settings, &row); err != nil {
			return fmt.Errorf("branding %s: %w", id, err)
		}
		b = &userpool.Branding{ID: id, Pool: pool, Client: userpool.ClientID(client), Defaults: row.Defaults,
			Settings: row.Settings, Assets: convert(row.Assets, func(a assetRow) userpool.Asset { return userpool.Asset(a) }),
			Created: instant(row.Created), Modified: instant(row.Modified)}
		return nil
	}, statement, args...)
	return b, err
}
