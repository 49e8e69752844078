package store

import (
	"context"
	"errors"
)

// engine is what differs between the databases.
type engine interface {
	// view runs fn in a read-only snapshot, perhaps cutting it short and running
	// it again. site tells the functions of a program apart.
	view(ctx context.Context, site uintptr, fn func(querier) error) error
	// update runs fn in a serializable transaction that is committed, durably,
	// if fn returns nil. It does not retry.
	update(ctx context.Context, fn func(querier) error) error
	// retryable reports whether err ended a transaction that would succeed or
	// fail for a reason of its own when run again.
	retryable(err error) bool
	// reclaim gives space that was freed back to the system, bounded.
	reclaim(ctx context.Context) error
	ping(ctx context.Context) error
	close() error
}

// querier runs single statements on the connection of a transaction. It is
// used by one goroutine at a time.
type querier interface {
	exec(ctx context.Context, statement string, args []any) (affected int64, err error)
	// later runs a statement of which only failure matters, at the latest with
	// the commit; the error may be that of whatever comes next.
	later(ctx context.Context, statement string, args []any) error
	// execBoth runs two statements in one trip. The second one runs whatever
	// the first one has touched.
	execBoth(ctx context.Context, first, second statement) (affected [2]int64, err error)
	query(ctx context.Context, statement string, args []any) (rows, error)
}

// statement is a text and its arguments.
type statement struct {
	text string
	args []any
}

// execEach is execBoth where a trip costs nothing.
func execEach(ctx context.Context, q querier, first, second statement) (affected [2]int64, err error) {
	if affected[0], err = q.exec(ctx, first.text, first.args); err == nil {
		affected[1], err = q.exec(ctx, second.text, second.args)
	}
	return affected, err
}

// rows are the result of a query. Scan takes pointers to string, int64, bool
// and []byte, and **string and **int64 for columns that may be null.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// ErrBusy is answered when a transaction kept colliding with others until its
// tries were used up.
var ErrBusy = errors.New("store: too many colliding transactions")

var errClosed = errors.New("store: closed")
