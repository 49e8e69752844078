package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/cognate-id/cognate/internal/store/schema"
)

// postgresDB is PostgreSQL, or an engine that speaks its protocol.
type postgresDB struct {
	pool  *pgxpool.Pool
	views views
}

func openPostgres(ctx context.Context, o Options) (engine, error) {
	config, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, errors.New("open database: the URL is not one of PostgreSQL") // err would show the password
	}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "cognate"
	}
	config.MaxConns = max(config.MaxConns, 8)
	handle := stdlib.OpenDB(*config.ConnConfig)
	defer handle.Close()
	if err := handle.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := migrate(ctx, handle, schema.Postgres, o); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return &postgresDB{pool: pool}, nil
}

func (p *postgresDB) view(ctx context.Context, site uintptr, fn func(querier) error) error {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return p.views.run(site, pgQuerier{conn.Conn()}, fn, func() error {
		return transact(ctx, conn.Conn(), beginView, fn)
	})
}

func (p *postgresDB) update(ctx context.Context, fn func(querier) error) error {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release() // closes a connection whose transaction could not be ended
	return transact(ctx, conn.Conn(), beginUpdate, fn)
}

func transact(ctx context.Context, conn *pgx.Conn, begin string, fn func(querier) error) (err error) {
	tx := &pgTransaction{pgQuerier: pgQuerier{conn}, begin: begin}
	commit := false
	defer func() { // also when fn panics
		if ending := tx.end(ctx, commit); err == nil {
			err = ending
		}
	}()
	err = fn(tx)
	commit = err == nil
	return err
}

func (p *postgresDB) retryable(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code == "40001" || e.Code == "40P01"
	}
	return pgconn.SafeToRetry(err) // nothing had been sent
}

// reclaim does nothing: the engine vacuums by itself.
func (p *postgresDB) reclaim(context.Context) error { return nil }

func (p *postgresDB) ping(ctx context.Context) error { return p.pool.Ping(ctx) }

func (p *postgresDB) close() error {
	p.pool.Close()
	return nil
}

// pgQuerier runs statements, each prepared once for a connection by pgx.
type pgQuerier struct{ conn *pgx.Conn }

func (q pgQuerier) exec(ctx context.Context, statement string, args []any) (int64, error) {
	tag, err := q.conn.Exec(ctx, statement, args...)
	return tag.RowsAffected(), err
}

func (q pgQuerier) later(ctx context.Context, statement string, args []any) error {
	_, err := q.exec(ctx, statement, args)
	return err
}

func (q pgQuerier) execBoth(ctx context.Context, first, second statement) (affected [2]int64, err error) {
	return execEach(ctx, q, first, second)
}

func (q pgQuerier) query(ctx context.Context, statement string, args []any) (rows, error) {
	return q.conn.Query(ctx, statement, args...)
}
