package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrNotSQLite is the answer of Backup for a database server.
var ErrNotSQLite = errors.New("only a database file can be copied; PostgreSQL has pg_dump for that")

// Backup writes a consistent copy of an embedded database to a new file, also
// while others read and write: the copy is of one moment. The file appears
// under its name only when it is whole and on the disk. What is sealed in it
// stays sealed: to open it takes the keyring too. The error is fs.ErrExist if
// the file is there already, and ErrNotSQLite for PostgreSQL.
func (db *DB) Backup(ctx context.Context, file string) (err error) {
	s, ok := db.engine.(*sqliteDB)
	if !ok || db.options.Path == ":memory:" {
		return ErrNotSQLite
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("back up to %s: %w", file, os.ErrExist)
	}
	// SQLite takes an empty file, which this way is nobody else's to read.
	partial, err := os.CreateTemp(filepath.Dir(file), ".backup-*")
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer func() { err = errors.Join(err, remove(partial.Name())) }()
	defer partial.Close()
	if _, err := s.handle.ExecContext(ctx, `VACUUM INTO $1`, partial.Name()); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	if err := partial.Sync(); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	if err := os.Link(partial.Name(), file); err != nil { // unlike a rename, replaces nothing
		return fmt.Errorf("back up: %w", err)
	}
	return syncDirectory(filepath.Dir(file))
}

func remove(file string) error {
	if err := os.Remove(file); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}
