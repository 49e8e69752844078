// Package schema holds the tables of the store as forward-only migrations.
//
// The text is one for all engines; Files gives it in the form that an engine
// wants. Every statement is safe to run twice, because a migration outside a
// transaction may be cut short and started again. It knows no database.
package schema

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"

	"github.com/cognate-id/cognate/internal/syntax/pattern"
)

//go:embed *.sql
var files embed.FS

// Dialect is the kind of engine that runs the migrations.
type Dialect int

// The dialects.
const (
	Postgres Dialect = iota // and engines that speak its protocol
	SQLite
)

// clustered marks tables of short rows that are read by primary key alone.
const clustered = "/* clustered */"

// sparse marks indexes of a column that most rows leave out.
var sparse = pattern.Lazy(`/\* sparse (\w+) \*/`)

// Files gives the migrations for d.
//
// SQLite gets clustered tables, partial indexes (each index entry is a page to
// write, and not every other engine knows them) and, since it has transactional DDL and one
// fsync is cheaper than fifty, each migration in a transaction.
func Files(d Dialect) (fs.FS, error) {
	if d == Postgres {
		return files, nil
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	out := fstest.MapFS{}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		s := strings.ReplaceAll(string(text), clustered, "WITHOUT ROWID")
		s = sparse().ReplaceAllString(s, "WHERE $1 IS NOT NULL")
		s = strings.Replace(s, "-- +goose NO TRANSACTION\n", "", 1)
		out[name] = &fstest.MapFile{Data: []byte(s)}
	}
	return out, nil
}

// Latest is the version that the migrations lead to.
func Latest() int64 {
	var latest int64
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		panic("cognate: internal error: schema: " + err.Error())
	}
	for _, name := range names {
		var v int64
		if _, err := fmt.Sscanf(name, "%d_", &v); err != nil {
			panic("cognate: internal error: schema: migration without a number: " + name)
		}
		latest = max(latest, v)
	}
	return latest
}
