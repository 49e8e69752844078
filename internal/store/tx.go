package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Tx is a running transaction. Its methods are the stores that the journeys
// declare. It belongs to the function it was given to.
type Tx struct {
	ctx      context.Context
	db       *DB
	q        querier
	readOnly bool

	// broken is the first failure of a statement. After one the transaction
	// can only be rolled back, whatever the function makes of the error.
	broken error
	undo   []func() // what to put right in callers' values if nothing is committed
}

var errReadOnly = errors.New("store: write in a view")

func (tx *Tx) fail(err error) error {
	if tx.broken == nil {
		tx.broken = err
	}
	return err
}

func (tx *Tx) ready(statement string) error {
	if tx.broken != nil {
		return tx.broken
	}
	if err := tx.ctx.Err(); err != nil {
		return tx.fail(err)
	}
	if fault := tx.db.options.Fault; fault != nil {
		if err := fault(statement); err != nil {
			return tx.fail(err)
		}
	}
	return nil
}

// exec runs a writing statement and tells how many rows it touched.
func (tx *Tx) exec(statement string, args ...any) (int64, error) {
	if tx.readOnly {
		return 0, errReadOnly
	}
	if err := tx.ready(statement); err != nil {
		return 0, err
	}
	n, err := tx.q.exec(tx.ctx, statement, args)
	if err != nil {
		return 0, tx.fail(fmt.Errorf("store: %w", err))
	}
	return n, nil
}

// execBoth is exec for two statements, of which the second one does no harm
// where the first one has touched nothing.
func (tx *Tx) execBoth(first, second statement) ([2]int64, error) {
	if tx.readOnly {
		return [2]int64{}, errReadOnly
	}
	for _, s := range []statement{first, second} {
		if err := tx.ready(s.text); err != nil {
			return [2]int64{}, err
		}
	}
	n, err := tx.q.execBoth(tx.ctx, first, second)
	if err != nil {
		return n, tx.fail(fmt.Errorf("store: %w", err))
	}
	return n, nil
}

// later is exec for a statement that always takes effect or fails: it travels
// with the next one, so that a database server is asked less often.
func (tx *Tx) later(statement string, args ...any) error {
	if tx.readOnly {
		return errReadOnly
	}
	if err := tx.ready(statement); err != nil {
		return err
	}
	if err := tx.q.later(tx.ctx, statement, args); err != nil {
		return tx.fail(fmt.Errorf("store: %w", err))
	}
	return nil
}

// each runs a query and gives every row to scan, which must not use tx.
func (tx *Tx) each(scan func(rows) error, statement string, args ...any) error {
	if err := tx.ready(statement); err != nil {
		return err
	}
	r, err := tx.q.query(tx.ctx, statement, args)
	if err != nil {
		return tx.fail(fmt.Errorf("store: %w", err))
	}
	defer r.Close()
	for r.Next() {
		if err := scan(r); err != nil {
			return tx.fail(err)
		}
	}
	r.Close()
	if err := r.Err(); err != nil {
		return tx.fail(fmt.Errorf("store: %w", err))
	}
	return nil
}

// one runs a query of at most one row; without a row it is ErrNotFound.
func (tx *Tx) one(scan func(rows) error, statement string, args ...any) error {
	found := false
	err := tx.each(func(r rows) error {
		found = true
		return scan(r)
	}, statement, args...)
	if err == nil && !found {
		return userpool.ErrNotFound
	}
	return err
}

// must turns "no row touched" into otherwise.
func (tx *Tx) must(otherwise error, statement string, args ...any) error {
	n, err := tx.exec(statement, args...)
	if err == nil && n == 0 {
		return otherwise
	}
	return err
}

// stale tells why a write with a version check touched no row.
func (tx *Tx) stale(exists string, args ...any) error {
	err := tx.one(func(rows) error { return nil }, exists, args...)
	if err == nil {
		return userpool.ErrConflict
	}
	return err
}

// bump raises a version that was just written, and lowers it again if the
// write is not committed.
func (tx *Tx) bump(version *int64) {
	*version++
	tx.undo = append(tx.undo, func() { *version-- })
}

// place is a sealed column of one row.
type place struct{ table, key, column string }

// sealJSON seals v for a column.
func (tx *Tx) sealJSON(v any, p place) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %s.%s: %w", p.table, p.column, err)
	}
	return tx.db.seal(plain, p), nil
}

// openJSON undoes sealJSON.
func (tx *Tx) openJSON(sealed []byte, p place, v any) error {
	plain, err := tx.db.open(sealed, p)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("decode %s.%s: %w", p.table, p.column, err)
	}
	return nil
}

func (db *DB) seal(plain []byte, p place) []byte {
	return db.options.Sealer.Seal(plain, seal.Place(p.table, p.key, p.column))
}

func (db *DB) open(sealed []byte, p place) ([]byte, error) {
	plain, err := db.options.Sealer.Open(sealed, seal.Place(p.table, p.key, p.column))
	if err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", p.table, p.column, err)
	}
	return plain, nil
}

// key joins the parts of a primary key; no part holds a bar.
func key(pool userpool.PoolID, part string) string { return string(pool) + "|" + part }

func document(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode row: %w", err)
	}
	return string(text), nil
}

func readDocument(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("decode row: %w", err)
	}
	return nil
}

// millis is how times are kept: milliseconds of the Unix epoch, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant undoes millis.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
