package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// pgTransaction runs statements in a transaction. What has no answer of its
// own, BEGIN and the statements of later, travels together with the next
// statement that has: a write is a few round trips fewer.
type pgTransaction struct {
	pgQuerier
	begin   string
	started bool
	waiting []statement
}

const (
	beginUpdate = "BEGIN ISOLATION LEVEL SERIALIZABLE"
	beginView   = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
)

func (t *pgTransaction) later(_ context.Context, text string, args []any) error {
	t.waiting = append(t.waiting, statement{text, args})
	return nil
}

func (t *pgTransaction) exec(ctx context.Context, statement string, args []any) (int64, error) {
	if t.started && len(t.waiting) == 0 {
		return t.pgQuerier.exec(ctx, statement, args)
	}
	batch, err := t.send(ctx, statement, args)
	if err != nil {
		return 0, err
	}
	tag, err := batch.Exec()
	if closing := batch.Close(); err == nil {
		err = closing
	}
	return tag.RowsAffected(), err
}

func (t *pgTransaction) execBoth(ctx context.Context, first, second statement) (affected [2]int64, err error) {
	batch, err := t.send(ctx, first.text, first.args, second)
	if err != nil {
		return affected, err
	}
	for i := range affected {
		tag, failed := batch.Exec()
		if affected[i] = tag.RowsAffected(); err == nil {
			err = failed
		}
	}
	if closing := batch.Close(); err == nil {
		err = closing
	}
	return affected, err
}

func (t *pgTransaction) query(ctx context.Context, statement string, args []any) (rows, error) {
	if t.started && len(t.waiting) == 0 {
		return t.pgQuerier.query(ctx, statement, args)
	}
	batch, err := t.send(ctx, statement, args)
	if err != nil {
		return nil, err
	}
	r, err := batch.Query()
	if err != nil {
		return nil, errors.Join(err, batch.Close())
	}
	return &batchRows{Rows: r, batch: batch}, nil
}

// send sends what waits and the statement, and reads the answers up to the
// statement's.
func (t *pgTransaction) send(ctx context.Context, text string, args []any, more ...statement) (pgx.BatchResults, error) {
	b := &pgx.Batch{}
	if !t.started {
		b.Queue(t.begin)
	}
	for _, w := range t.waiting {
		b.Queue(w.text, w.args...)
	}
	t.started, t.waiting = true, nil
	before := b.Len()
	b.Queue(text, args...)
	for _, m := range more {
		b.Queue(m.text, m.args...)
	}
	batch := t.conn.SendBatch(ctx, b)
	for range before {
		if _, err := batch.Exec(); err != nil {
			return nil, errors.Join(err, batch.Close())
		}
	}
	return batch, nil
}

// end commits, or rolls back when commit is false. A transaction without a
// statement has nothing to end.
func (t *pgTransaction) end(ctx context.Context, commit bool) error {
	if !t.started && (!commit || len(t.waiting) == 0) {
		return nil
	}
	if !commit {
		return t.rollBack(ctx)
	}
	if len(t.waiting) > 0 {
		// One of these may fail, after which nothing of the batch is done.
		if err := t.commitWaiting(ctx); err != nil {
			return errors.Join(err, t.rollBack(ctx))
		}
		return nil
	}
	tag, err := t.conn.Exec(ctx, commitStatement)
	return committed(tag, err)
}

func (t *pgTransaction) commitWaiting(ctx context.Context) error {
	batch, err := t.send(ctx, commitStatement, nil)
	if err != nil {
		return err
	}
	tag, err := batch.Exec()
	if closing := batch.Close(); err == nil {
		err = closing
	}
	return committed(tag, err)
}

const commitStatement = "COMMIT"

// committed turns the answer of an engine that had given the transaction up
// into an error.
func committed(tag pgconn.CommandTag, err error) error {
	if err == nil && tag.String() != commitStatement {
		return pgx.ErrTxCommitRollback
	}
	return err
}

// rollBack ends a transaction that is still open.
func (t *pgTransaction) rollBack(ctx context.Context) error {
	if t.conn.PgConn().TxStatus() == 'I' {
		return nil
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
