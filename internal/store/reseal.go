package store

import (
	"context"
	"fmt"
	"strings"
)

// sealedColumn is a column that holds sealed bytes, with the primary key of its
// table. A key column of bytes is marked.
type sealedColumn struct {
	table, column string
	key           []keyColumn
}

type keyColumn struct {
	name  string
	bytes bool
}

// sealedColumns are all columns that hold sealed bytes.
func sealedColumns() []sealedColumn {
	id, pool, sub := keyColumn{name: "id"}, keyColumn{name: "pool"}, keyColumn{name: "sub", bytes: true}
	return []sealedColumn{
		{"secrets", "value", []keyColumn{{name: "name"}}},
		{"access_keys", "secret", []keyColumn{id}},
		{"clients", "secrets", []keyColumn{id}},
		{"files", "content", []keyColumn{{name: "name", bytes: true}}},
		{"signing_keys", "der", []keyColumn{pool, {name: "kid"}}},
		{"saml_keys", "der", []keyColumn{{name: "provider"}, id}},
		{"users", "secrets", []keyColumn{pool, sub}},
		{"codes", "content", []keyColumn{pool, sub, {name: "purpose"}}},
		{"devices", "verifier", []keyColumn{pool, sub, id}},
		{"messages", "content", []keyColumn{id}},
	}
}

// resealBatch bounds the rows that are looked at, and written, at once.
const resealBatch = 200

// Reseal seals everything anew for which needed returns true, and tells how
// many rows that were. It runs beside other transactions: a row that changes
// meanwhile keeps the change. A node that still seals with an older key can
// leave rows behind; run it again after all have the new one.
func (db *DB) Reseal(ctx context.Context, needed func(sealed []byte) bool) (int, error) {
	total := 0
	for _, c := range sealedColumns() {
		n, err := db.resealColumn(ctx, c, needed)
		total += n
		if err != nil {
			return total, fmt.Errorf("reseal %s.%s: %w", c.table, c.column, err)
		}
	}
	return total, nil
}

func (db *DB) resealColumn(ctx context.Context, c sealedColumn, needed func([]byte) bool) (int, error) {
	total := 0
	after := make([]string, len(c.key))
	for {
		batch, err := db.sealedAfter(ctx, c, after)
		if err != nil || len(batch) == 0 {
			return total, err
		}
		n, err := db.resealRows(ctx, c, batch, needed)
		total += n
		if err != nil {
			return total, err
		}
		after = batch[len(batch)-1].key
	}
}

type sealedRow struct {
	key    []string
	sealed []byte
}

func (db *DB) sealedAfter(ctx context.Context, c sealedColumn, after []string) ([]sealedRow, error) {
	var batch []sealedRow
	err := db.View(ctx, func(tx *Tx) error {
		batch = nil
		return tx.each(func(r rows) error {
			row, err := c.scan(r)
			batch = append(batch, row)
			return err
		}, c.selectSQL(), append(c.args(after), resealBatch)...)
	})
	return batch, err
}

func (db *DB) resealRows(ctx context.Context, c sealedColumn, batch []sealedRow, needed func([]byte) bool) (int, error) {
	total := 0
	err := db.Update(ctx, func(tx *Tx) error {
		total = 0
		for _, row := range batch {
			if !needed(row.sealed) {
				continue
			}
			at := place{c.table, strings.Join(row.key, "|"), c.column}
			plain, err := db.open(row.sealed, at)
			if err != nil {
				return err
			}
			n, err := tx.exec(c.updateSQL(), append(c.args(row.key), row.sealed, db.seal(plain, at))...)
			if err != nil {
				return err
			}
			total += int(n)
		}
		return nil
	})
	return total, err
}

// args are the values of the key columns in the types of the columns.
func (c sealedColumn) args(key []string) []any {
	args := make([]any, len(key))
	for i, k := range key {
		if args[i] = k; c.key[i].bytes {
			args[i] = []byte(k)
		}
	}
	return args
}

func (c sealedColumn) scan(r rows) (sealedRow, error) {
	row := sealedRow{key: make([]string, len(c.key))}
	raw := make([][]byte, len(c.key))
	dest := make([]any, 0, len(c.key)+1)
	for i, k := range c.key {
		if k.bytes {
			dest = append(dest, &raw[i])
		} else {
			dest = append(dest, &row.key[i])
		}
	}
	if err := r.Scan(append(dest, &row.sealed)...); err != nil {
		return row, err
	}
	for i, k := range c.key {
		if k.bytes {
			row.key[i] = string(raw[i])
		}
	}
	return row, nil
}

func (c sealedColumn) selectSQL() string {
	names, marks := c.names()
	return fmt.Sprintf("SELECT %s, %s FROM %s WHERE (%s) > (%s) AND %s IS NOT NULL ORDER BY %s LIMIT $%d",
		names, c.column, c.table, names, marks, c.column, names, len(c.key)+1)
}

// updateSQL writes only over the bytes that were read.
func (c sealedColumn) updateSQL() string {
	names, marks := c.names()
	n := len(c.key)
	return fmt.Sprintf("UPDATE %s SET %s = $%d WHERE (%s) = (%s) AND %s = $%d",
		c.table, c.column, n+2, names, marks, c.column, n+1)
}

func (c sealedColumn) names() (names, marks string) {
	var n, m []string
	for i, k := range c.key {
		n = append(n, k.name)
		m = append(m, fmt.Sprintf("$%d", i+1))
	}
	return strings.Join(n, ", "), strings.Join(m, ", ")
}
