package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
)

// pgTransaction runs statements in a transaction whose BEGIN travels together
// with the first of them: one round trip less for each transaction.
type pgTransaction struct {
	pgQuerier
	begin   string
	started bool
}

const (
	beginUpdate = "BEGIN ISOLATION LEVEL SERIALIZABLE"
	beginView   = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
)

func (t *pgTransaction) exec(ctx context.Context, statement string, args []any) (int64, error) {
	if t.started {
		return t.pgQuerier.exec(ctx, statement, args)
	}
	batch := t.first(ctx, statement, args)
	if _, err := batch.Exec(); err != nil {
		return 0, errors.Join(err, batch.Close())
	}
	tag, err := batch.Exec()
	if closing := batch.Close(); err == nil {
		err = closing
	}
	return tag.RowsAffected(), err
}

func (t *pgTransaction) query(ctx context.Context, statement string, args []any) (rows, error) {
	if t.started {
		return t.pgQuerier.query(ctx, statement, args)
	}
	batch := t.first(ctx, statement, args)
	if _, err := batch.Exec(); err != nil {
		return nil, errors.Join(err, batch.Close())
	}
	r, err := batch.Query()
	if err != nil {
		return nil, errors.Join(err, batch.Close())
	}
	return &batchRows{Rows: r, batch: batch}, nil
}

func (t *pgTransaction) first(ctx context.Context, statement string, args []any) pgx.BatchResults {
	t.started = true
	b := &pgx.Batch{}
	b.Queue(t.begin)
	b.Queue(statement, args...)
	return t.conn.SendBatch(ctx, b)
}

// end commits, or rolls back when commit is false. A transaction without a
// statement has nothing to end.
func (t *pgTransaction) end(ctx context.Context, commit bool) error {
	if !t.started {
		return nil
	}
	if commit {
		tag, err := t.conn.Exec(ctx, "COMMIT")
		if err == nil && tag.String() != "COMMIT" { // the engine had given the transaction up
			return pgx.ErrTxCommitRollback
		}
		return err
	}
	_, err := t.conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
	return err
}

// batchRows are the rows of a query in a batch, which ends with them.
type batchRows struct {
	pgx.Rows
	batch  pgx.BatchResults
	closed bool
	err    error
}

func (r *batchRows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	r.Rows.Close()
	r.err = r.batch.Close()
}

func (r *batchRows) Err() error {
	if err := r.Rows.Err(); err != nil {
		return err
	}
	return r.err
}
