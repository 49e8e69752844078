package store

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	termsColumns        = `id, client, name, settings`
	selectTerms         = `SELECT ` + termsColumns + ` FROM terms WHERE pool = $1 AND id = $2`
	selectTermsOfClient = `SELECT ` + termsColumns + ` FROM terms WHERE pool = $1 AND client = $2 AND name = $3`
	listTerms           = `SELECT ` + termsColumns + ` FROM terms WHERE pool = $1 AND id > $2 ORDER BY id LIMIT $3`
	countTerms          = `SELECT COUNT(*) FROM terms WHERE pool = $1`
	insertTerms         = `INSERT INTO terms (pool, id, client, name, settings) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	updateTerms         = `UPDATE terms SET name = $4, settings = $5 WHERE pool = $1 AND id = $2 AND client = $3`
	deleteTerms         = `DELETE FROM terms WHERE pool = $1 AND id = $2`
)

// termsRow is the document of terms.
type termsRow struct {
	Source      string            `json:"source"`
	Enforcement string            `json:"enforcement"`
	Links       map[string]string `json:"links,omitzero"`
	Created     int64             `json:"created"`
	Modified    int64             `json:"modified"`
}

// Terms reads terms, or ErrNotFound.
func (tx *Tx) Terms(pool userpool.PoolID, id string) (*userpool.Terms, error) {
	return tx.oneTerms(pool, selectTerms, string(pool), id)
}

// TermsOfClient reads the terms of a name of a client, or ErrNotFound.
func (tx *Tx) TermsOfClient(pool userpool.PoolID, client userpool.ClientID, name string) (*userpool.Terms, error) {
	return tx.oneTerms(pool, selectTermsOfClient, string(pool), string(client), name)
}

// TermsOfPool lists the terms of a pool by id, from the first after the given one.
func (tx *Tx) TermsOfPool(pool userpool.PoolID, after string, limit int) ([]userpool.Terms, error) {
	var list []userpool.Terms
	err := tx.each(func(r rows) error {
		t, err := scanTerms(pool, r)
		if err == nil {
			list = append(list, *t)
		}
		return err
	}, listTerms, string(pool), after, limit)
	return list, err
}

// CountTerms counts the terms of a pool.
func (tx *Tx) CountTerms(pool userpool.PoolID) (int, error) {
	return tx.count(countTerms, string(pool))
}

// InsertTerms adds terms, or answers ErrExists: a client has one of each name.
func (tx *Tx) InsertTerms(t *userpool.Terms) error {
	return tx.writeTerms(userpool.ErrExists, insertTerms, t)
}

// UpdateTerms writes terms over, or answers ErrNotFound. The caller has made
// sure that no other terms of the client have the name.
func (tx *Tx) UpdateTerms(t *userpool.Terms) error {
	return tx.writeTerms(userpool.ErrNotFound, updateTerms, t)
}

func (tx *Tx) writeTerms(otherwise error, statement string, t *userpool.Terms) error {
	settings, err := document(termsRow{Source: t.Source, Enforcement: t.Enforcement, Links: t.Links,
		Created: millis(t.Created), Modified: millis(t.Modified)})
	if err != nil {
		return err
	}
	return tx.must(otherwise, statement, string(t.Pool), t.ID, string(t.Client), t.Name, settings)
}

// DeleteTerms deletes terms, or answers ErrNotFound.
func (tx *Tx) DeleteTerms(pool userpool.PoolID, id string) error {
	return tx.must(userpool.ErrNotFound, deleteTerms, string(pool), id)
}

func (tx *Tx) oneTerms(pool userpool.PoolID, statement string, args ...any) (*userpool.Terms, error) {
	var t *userpool.Terms
	err := tx.one(func(r rows) (err error) {
		t, err = scanTerms(pool, r)
		return err
	}, statement, args...)
	return t, err
}

func scanTerms(pool userpool.PoolID, r rows) (*userpool.Terms, error) {
	var id, client, name, settings string
	if err := r.Scan(&id, &client, &name, &settings); err != nil {
		return nil, err
	}
	var row termsRow
	if err := readDocument(settings, &row); err != nil {
		return nil, fmt.Errorf("terms %s: %w", id, err)
	}
	return &userpool.Terms{ID: id, Pool: pool, Client: userpool.ClientID(client), Name: name, Source: row.Source,
		Enforcement: row.Enforcement, Links: row.Links, Created: instant(row.Created), Modified: instant(row.Modified)}, nil
}
