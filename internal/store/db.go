package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"time"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	options Options
	engine  engine
	root    []byte
	tagKey  []byte // keys the hashes of message recipients
	counts  counts
}

// Open opens the database and brings its tables up to date; several nodes may
// do so at once. It fails when the sealer cannot open what was sealed before.
func Open(ctx context.Context, o Options) (*DB, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	open := openSQLite
	if o.URL != "" {
		open = openPostgres
	}
	e, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	db := &DB{options: o, engine: e}
	if err := db.loadRoot(ctx); err != nil {
		_ = e.close()
		return nil, err
	}
	return db, nil
}

// View runs fn in a read-only snapshot. fn may be cut short and run again: it
// must assign what it finds, not add to it, and have no other effects.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error {
	return db.view(ctx, site(fn), fn)
}

func (db *DB) view(ctx context.Context, site uintptr, fn func(*Tx) error) error {
	start := db.observing()
	err := db.retry(ctx, func() error {
		return db.engine.view(ctx, site, func(q querier) error {
			tx := &Tx{ctx: ctx, db: db, q: q, readOnly: true}
			err := fn(tx)
			if tx.broken != nil {
				return tx.broken
			}
			return err
		})
	})
	db.observe("view", start, err)
	return err
}

// site tells functions apart by their code.
func site(fn any) uintptr { return reflect.ValueOf(fn).Pointer() }

// Update runs fn in a serializable transaction and commits it durably unless
// fn returns an error. fn may run several times, so it must not have effects
// beyond the transaction, nor read a clock or draw random numbers. It must not
// open another transaction.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	start := db.observing()
	err := db.retry(ctx, func() error {
		var undo []func()
		err := db.engine.update(ctx, func(q querier) error {
			tx := &Tx{ctx: ctx, db: db, q: q}
			err := fn(tx)
			undo = tx.undo
			if tx.broken != nil {
				return tx.broken
			}
			return err
		})
		if err != nil {
			for _, f := range undo {
				f()
			}
		}
		return err
	})
	db.observe("update", start, err)
	return err
}

// Tries of a transaction that collides, and the longest pause between two.
const (
	maxTries = 30
	maxPause = 100 * time.Millisecond
)

func (db *DB) retry(ctx context.Context, try func() error) error {
	for n := range maxTries {
		err := try()
		if err == nil || !db.engine.retryable(err) {
			return err
		}
		limit := min(time.Millisecond<<min(n, 10), maxPause)
		pause := time.NewTimer(time.Duration(rand.Int64N(int64(limit)) + 1)) // jitter, so that the same two do not meet again
		select {
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		case <-pause.C:
		}
	}
	return ErrBusy
}

func (db *DB) observing() time.Time {
	if db.options.Observe == nil {
		return time.Time{}
	}
	return db.options.Now()
}

func (db *DB) observe(kind string, start time.Time, err error) {
	if db.options.Observe != nil {
		db.options.Observe(kind, db.options.Now().Sub(start), err)
	}
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.engine.ping(ctx) }

// Close waits for running transactions and closes the database.
func (db *DB) Close() error {
	if err := db.engine.close(); err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// Bound gives transactions of db to a consumer as the interface S that the
// consumer declares.
type Bound[S any] struct {
	db   *DB
	pick func(*Tx) S
}

// Bind makes a Bound; pick is `func(tx *store.Tx) S { return tx }`.
func Bind[S any](db *DB, pick func(*Tx) S) Bound[S] { return Bound[S]{db: db, pick: pick} }

// View is DB.View.
func (b Bound[S]) View(ctx context.Context, fn func(S) error) error {
	return b.db.view(ctx, site(fn), func(tx *Tx) error { return fn(b.pick(tx)) })
}

// Update is DB.Update.
func (b Bound[S]) Update(ctx context.Context, fn func(S) error) error {
	return b.db.Update(ctx, func(tx *Tx) error { return fn(b.pick(tx)) })
}
