package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/store/storetest"
	"github.com/cognate-id/cognate/internal/userpool"
)

// TestBackup copies a database that goes on being written to, and opens the
// copy.
func TestBackup(t *testing.T) {
	t.Parallel()
	engine := storetest.Engines()[0]
	options := engine.Fresh(t)
	options.Sealer = storetest.Keyring(t)
	db := engine.Open(t, options)
	insert := func(sub userpool.Sub) {
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			return tx.InsertUser(&userpool.User{Pool: "p", Sub: sub, Username: userpool.Username(sub),
				Password: userpool.Credential{Hash: "hash"}}, nil)
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.InsertPool(&userpool.Pool{ID: "p", Name: "p"}) }); err != nil {
		t.Fatal(err)
	}
	insert("before")

	dir := t.TempDir()
	file := filepath.Join(dir, "copy.db")
	if err := db.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	insert("after")
	if err := db.Backup(t.Context(), file); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	if err := db.Backup(t.Context(), filepath.Join(dir, "nowhere", "copy.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into no directory: %v", err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("left %v, %v", files, err)
	}
	for _, f := range []string{file, options.Path, options.Path + "-wal"} {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", f, info.Mode(), err)
		}
	}

	options.Path = file
	restored := engine.Open(t, options)
	if err := restored.View(t.Context(), func(tx *store.Tx) error {
		if u, err := tx.UserBySub("p", "before"); err != nil || u.Password.Hash != "hash" {
			t.Errorf("restored %v, %v", u, err)
		}
		if _, err := tx.UserBySub("p", "after"); !errors.Is(err, userpool.ErrNotFound) {
			t.Errorf("a user of after the backup: %v", err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	memory := storetest.Engines()[1].Open(t, store.Options{})
	if err := memory.Backup(t.Context(), filepath.Join(dir, "memory.db")); !errors.Is(err, store.ErrNotSQLite) {
		t.Errorf("of memory: %v", err)
	}
}
