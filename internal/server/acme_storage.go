package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/caddyserver/certmagic"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// acmeStorage keeps in the store what the ACME client keeps, so that all nodes
// serve the same certificates and any of them answers a challenge.
type acmeStorage struct {
	db     *store.DB
	now    func() time.Time
	holder string // this node
}

// How long a lock is held at most, and how often others ask for it.
const (
	lockLife  = 5 * time.Minute
	lockPause = time.Second
)

// acmeDir keeps the files apart from those of others.
const acmeDir = "acme"

func newACMEStorage(db *store.DB, now func() time.Time, rand io.Reader) (*acmeStorage, error) {
	holder, err := codes.UUID(rand)
	return &acmeStorage{db, now, holder}, err
}

func acmeFile(key string) string { return acmeDir + "/" + strings.Trim(key, "/") }

// Store implements certmagic.Storage.
func (s *acmeStorage) Store(ctx context.Context, key string, value []byte) error {
	f := store.File{Name: acmeFile(key), Modified: s.now(), Content: value}
	return s.db.Update(ctx, func(tx *store.Tx) error { return tx.PutFile(f) })
}

// Load implements certmagic.Storage.
func (s *acmeStorage) Load(ctx context.Context, key string) ([]byte, error) {
	f, err := s.file(ctx, key)
	return f.Content, err
}

// Delete implements certmagic.Storage.
func (s *acmeStorage) Delete(ctx context.Context, key string) error {
	return missing(key, s.db.Update(ctx, func(tx *store.Tx) error { return tx.DeleteFile(acmeFile(key)) }))
}

// Exists implements certmagic.Storage.
func (s *acmeStorage) Exists(ctx context.Context, key string) bool {
	_, err := s.Stat(ctx, key)
	return err == nil
}

// List implements certmagic.Storage.
func (s *acmeStorage) List(ctx context.Context, path string, recursive bool) ([]string, error) {
	dir := strings.TrimSuffix(acmeFile(path), "/")
	var files []string
	err := s.db.View(ctx, func(tx *store.Tx) (err error) { files, err = tx.FilesBelow(dir); return err })
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, missing(path, userpool.ErrNotFound)
	}
	var keys []string
	for _, f := range files {
		if !recursive {
			name, _, _ := strings.Cut(strings.TrimPrefix(f, dir+"/"), "/")
			f = dir + "/" + name
		}
		if key := strings.TrimPrefix(f, acmeDir+"/"); len(keys) == 0 || keys[len(keys)-1] != key {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// Stat implements certmagic.Storage.
func (s *acmeStorage) Stat(ctx context.Context, key string) (certmagic.KeyInfo, error) {
	f, err := s.file(ctx, key)
	if err == nil {
		return certmagic.KeyInfo{Key: key, Modified: f.Modified, Size: int64(len(f.Content)), IsTerminal: true}, nil
	}
	if _, listed := s.List(ctx, key, true); listed == nil {
		return certmagic.KeyInfo{Key: key}, nil // a directory
	}
	return certmagic.KeyInfo{}, err
}

func (s *acmeStorage) file(ctx context.Context, key string) (f store.File, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) (err error) { f, err = tx.File(acmeFile(key)); return err })
	return f, missing(key, err)
}

// missing says what certmagic expects of a key that is not there.
func missing(key string, err error) error {
	if errors.Is(err, userpool.ErrNotFound) {
		return fmt.Errorf("acme: %s: %w", key, fs.ErrNotExist)
	}
	return err
}

// Lock implements certmagic.Locker: it waits until the lock is free.
func (s *acmeStorage) Lock(ctx context.Context, name string) error {
	for {
		got, until := false, s.now().Add(lockLife)
		err := s.db.Update(ctx, func(tx *store.Tx) (err error) {
			got, err = tx.TakeLock(acmeFile(name), s.holder, until)
			return err
		})
		if got || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockPause):
		}
	}
}

// Unlock implements certmagic.Locker.
func (s *acmeStorage) Unlock(ctx context.Context, name string) error {
	return s.db.Update(ctx, func(tx *store.Tx) error { return tx.ReleaseLock(acmeFile(name), s.holder) })
}
