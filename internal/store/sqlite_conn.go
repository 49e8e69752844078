package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// sqliteConn speaks to the driver directly: database/sql in between costs as
// much as a point read itself. Every statement is prepared once.
type sqliteConn struct {
	held     *sql.Conn
	raw      driver.ConnPrepareContext
	prepared map[string]sqliteStatement
	args     []driver.NamedValue
}

type sqliteStatement interface {
	driver.StmtExecContext
	driver.StmtQueryContext
	Close() error
}

func (c *sqliteConn) prepare(statement string) (sqliteStatement, error) {
	if p, ok := c.prepared[statement]; ok {
		return p, nil
	}
	s, err := c.raw.PrepareContext(context.Background(), statement)
	if err != nil {
		return nil, err
	}
	p, ok := s.(sqliteStatement)
	if !ok {
		return nil, fmt.Errorf("driver statement %T lacks contexts", s)
	}
	c.prepared[statement] = p
	return p, nil
}

// run executes a statement without arguments.
func (c *sqliteConn) run(statement string) error {
	_, err := c.exec(context.Background(), statement, nil)
	return err
}

// exec and query leave ctx aside: a statement takes microseconds, and watching
// a context costs the driver a goroutine. Tx looks at it between statements.
func (c *sqliteConn) exec(_ context.Context, statement string, args []any) (int64, error) {
	p, err := c.prepare(statement)
	if err != nil {
		return 0, err
	}
	if err := c.bind(args); err != nil {
		return 0, err
	}
	res, err := p.ExecContext(context.Background(), c.args)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// later runs the statement at once: there is no trip to save.
func (c *sqliteConn) later(ctx context.Context, statement string, args []any) error {
	_, err := c.exec(ctx, statement, args)
	return err
}

func (c *sqliteConn) execBoth(ctx context.Context, first, second statement) (affected [2]int64, err error) {
	return execEach(ctx, c, first, second)
}

func (c *sqliteConn) query(_ context.Context, statement string, args []any) (rows, error) {
	p, err := c.prepare(statement)
	if err != nil {
		return nil, err
	}
	if err := c.bind(args); err != nil {
		return nil, err
	}
	r, err := p.QueryContext(context.Background(), c.args)
	if err != nil {
		return nil, err
	}
	return &sqliteRows{rows: r, values: make([]driver.Value, len(r.Columns()))}, nil
}

func (c *sqliteConn) bind(args []any) error {
	c.args = c.args[:0]
	for i, a := range args {
		v, err := sqliteValue(a)
		if err != nil {
			return fmt.Errorf("argument $%d: %w", i+1, err)
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return nil
}

func sqliteValue(a any) (driver.Value, error) {
	switch v := a.(type) {
	case string, int64, bool:
		return v, nil
	case []byte:
		if v == nil {
			return nil, nil
		}
		return v, nil
	case int:
		return int64(v), nil
	case *string:
		if v == nil {
			return nil, nil
		}
		return *v, nil
	case *int64:
		if v == nil {
			return nil, nil
		}
		return *v, nil
	}
	return nil, fmt.Errorf("no column takes a %T", a)
}

func (c *sqliteConn) close() error {
	var errs []error
	for _, p := range c.prepared {
		errs = append(errs, p.Close())
	}
	return errors.Join(append(errs, c.held.Close())...)
}

// sqliteRows reads the rows of one query.
type sqliteRows struct {
	rows   driver.Rows
	values []driver.Value
	err    error
	closed bool
}

func (r *sqliteRows) Next() bool {
	if r.closed || r.err != nil {
		return false
	}
	if err := r.rows.Next(r.values); err != nil {
		if !errors.Is(err, io.EOF) {
			r.err = err
		}
		return false
	}
	return true
}

func (r *sqliteRows) Err() error { return r.err }

func (r *sqliteRows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	if err := r.rows.Close(); err != nil && r.err == nil {
		r.err = err
	}
}

func (r *sqliteRows) Scan(dest ...any) error {
	if len(dest) != len(r.values) {
		return fmt.Errorf("store: %d columns for %d values", len(r.values), len(dest))
	}
	for i, d := range dest {
		if err := scanValue(d, r.values[i]); err != nil {
			return fmt.Errorf("store: column %d: %w", i+1, err)
		}
	}
	return nil
}

func scanValue(dest any, v driver.Value) error {
	ok := false
	switch d := dest.(type) {
	case *string:
		*d, ok = v.(string)
	case *int64:
		*d, ok = v.(int64)
	case *bool:
		var n int64
		n, ok = v.(int64)
		*d = n != 0
	case *[]byte:
		*d, ok = v.([]byte)
		ok = ok || v == nil
	case **string:
		var s string
		if s, ok = v.(string); ok {
			*d = &s
		} else if v == nil {
			*d, ok = nil, true
		}
	case **int64:
		var n int64
		if n, ok = v.(int64); ok {
			*d = &n
		} else if v == nil {
			*d, ok = nil, true
		}
	}
	if !ok {
		return fmt.Errorf("%T does not fit %T", v, dest)
	}
	return nil
}
