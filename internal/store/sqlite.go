package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/cognate-id/cognate/internal/store/schema"
)

// sqliteDB is one file: one connection writes, the others read in snapshots
// beside it. In memory there is a single connection for both.
type sqliteDB struct {
	handle  *sql.DB
	readers *sqlitePool // in memory it is the writer's pool
	writer  *sqlitePool
	conns   []*sqliteConn
	views   views

	jobs    chan *job
	closing chan struct{}
	stopped chan struct{}
	once    sync.Once
}

func openSQLite(ctx context.Context, o Options) (engine, error) {
	memory := o.Path == ":memory:"
	if !memory {
		if err := makePrivate(o.Path); err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
	}
	handle, err := sql.Open("sqlite", sqliteDSN(o.Path, memory))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if memory {
		handle.SetMaxOpenConns(1) // each connection would be a database of its own
	}
	s := &sqliteDB{
		handle: handle,
		jobs:   make(chan *job), closing: make(chan struct{}), stopped: make(chan struct{}),
	}
	if err := s.start(ctx, o, memory); err != nil {
		s.closeConns()
		return nil, fmt.Errorf("open database: %w", err)
	}
	go s.write()
	return s, nil
}

// makePrivate makes the file if there is none, to be read by its owner alone.
// SQLite gives the files beside it the same mode.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func (s *sqliteDB) start(ctx context.Context, o Options, memory bool) error {
	if err := migrate(ctx, s.handle, schema.SQLite, o); err != nil {
		return err
	}
	w, err := s.connect(ctx)
	if err != nil {
		return err
	}
	for _, statement := range writerPragmas() {
		if err := w.run(statement); err != nil {
			return err
		}
	}
	s.writer = newSQLitePool(w)
	if memory {
		s.readers = s.writer
		return nil
	}
	readers := make([]*sqliteConn, runtime.GOMAXPROCS(0)+2) // reads keep a processor busy; a few may wait for the disk
	for i := range readers {
		if readers[i], err = s.connect(ctx); err != nil {
			return err
		}
	}
	s.readers = newSQLitePool(readers...)
	return nil
}

// writerPragmas give the writer a cache that holds what a batch of commits
// touches, so that it is written once, and let pages that change again and again
// gather in the log before they are copied into the file.
func writerPragmas() []string {
	return []string{"PRAGMA cache_size = -16000", "PRAGMA wal_autocheckpoint = 4000"}
}

// sqliteDSN sets what each connection needs. FULL makes a commit survive the
// loss of power; incremental vacuum lets the file shrink.
func sqliteDSN(path string, memory bool) string {
	q := url.Values{"_pragma": {
		"busy_timeout(10000)", "auto_vacuum(incremental)", "journal_mode(wal)", "synchronous(full)",
		"journal_size_limit(67108864)", "cache_size(-8000)", "temp_store(memory)", "foreign_keys(off)",
	}}
	if memory {
		return "file::memory:?" + q.Encode()
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

func (s *sqliteDB) connect(ctx context.Context) (*sqliteConn, error) {
	held, err := s.handle.Conn(ctx)
	if err != nil {
		return nil, err
	}
	c := &sqliteConn{held: held, prepared: map[string]sqliteStatement{}}
	if err := held.Raw(func(raw any) error {
		c.raw = raw.(driver.ConnPrepareContext)
		return nil
	}); err != nil {
		return nil, err
	}
	s.conns = append(s.conns, c)
	return c, nil
}

func (s *sqliteDB) view(ctx context.Context, site uintptr, fn func(querier) error) error {
	c, err := s.readers.get(ctx, s.closing)
	if err != nil {
		return err
	}
	defer s.readers.put(c)
	return s.views.run(site, c, fn, func() error {
		if err := c.run("BEGIN"); err != nil {
			return err
		}
		defer func() { _ = c.run("ROLLBACK") }() // nothing was written: ending is all that matters
		return fn(c)
	})
}

func (s *sqliteDB) retryable(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	code := e.Code() & 0xff
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
}

// reclaimPages bounds the work of one reclaim.
const reclaimPages = "PRAGMA incremental_vacuum(2000)"

// reclaim shortens the file once a quarter of it is unused; what is less will
// be written again before long.
func (s *sqliteDB) reclaim(ctx context.Context) error {
	return s.hold(ctx, func(c *sqliteConn) error {
		var free, pages int64
		for statement, n := range map[string]*int64{"PRAGMA freelist_count": &free, "PRAGMA page_count": &pages} {
			r, err := c.query(ctx, statement, nil)
			if err != nil {
				return err
			}
			if r.Next() {
				err = r.Scan(n)
			}
			r.Close()
			if err != nil {
				return err
			}
		}
		if free < pages/4 {
			return nil
		}
		return c.run(reclaimPages)
	})
}

// hold lends the writing connection outside a transaction.
func (s *sqliteDB) hold(ctx context.Context, fn func(*sqliteConn) error) error {
	c, err := s.writer.get(ctx, s.closing)
	if err != nil {
		return err
	}
	defer s.writer.put(c)
	return fn(c)
}

func (s *sqliteDB) ping(ctx context.Context) error {
	return s.view(ctx, 0, func(q querier) error {
		r, err := q.query(ctx, "SELECT 1", nil)
		if err == nil {
			r.Close()
		}
		return err
	})
}

func (s *sqliteDB) close() error {
	s.once.Do(func() { close(s.closing) })
	<-s.stopped
	s.readers.drain()
	return s.closeConns()
}

func (s *sqliteDB) closeConns() error {
	var errs []error
	for _, c := range s.conns {
		errs = append(errs, c.close())
	}
	return errors.Join(append(errs, s.handle.Close())...)
}
