package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/filter"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Composed are the statements that are put together while the program runs, one
// of each form.
func Composed() []string {
	list := []string{insertNames(1), insertNames(4)}
	for _, a := range userpool.SearchAttributes() {
		for _, op := range []filter.Op{filter.All, filter.Equal, filter.Prefix} {
			l, err := listingOf(userpool.UserQuery{Attr: a, Op: op, Value: "x", Limit: 1})
			if err != nil {
				panic(err)
			}
			list = append(list, l.statement)
		}
	}
	for _, by := range []string{"", "recipient = $4 AND", "pool = $4 AND", "recipient = $4 AND pool = $5 AND"} {
		list = append(list, fmt.Sprintf(listMessages, by, ">", "ASC"), fmt.Sprintf(listMessages, by, "<", "DESC"))
	}
	for _, c := range sealedColumns() {
		list = append(list, c.selectSQL(), c.updateSQL())
	}
	return list
}

// Prepare has the engine check a statement.
func Prepare(ctx context.Context, db *DB, statement string) error {
	switch e := db.engine.(type) {
	case *sqliteDB:
		return e.hold(ctx, func(c *sqliteConn) error {
			_, err := c.prepare(statement)
			return err
		})
	case *postgresDB:
		conn, err := e.pool.Acquire(ctx)
		if err != nil {
			return err
		}
		defer conn.Release()
		_, err = conn.Conn().Prepare(ctx, "", statement)
		return err
	}
	return fmt.Errorf("no way to prepare on %T", db.engine)
}

// SQLitePlan is how SQLite would run a statement.
func SQLitePlan(ctx context.Context, db *DB, statement string) (string, error) {
	var steps []string
	err := db.engine.(*sqliteDB).hold(ctx, func(c *sqliteConn) error {
		args := make([]any, strings.Count(statement, "$"))
		for i := range args {
			args[i] = ""
		}
		r, err := c.query(ctx, "EXPLAIN QUERY PLAN "+statement, args)
		if err != nil {
			return err
		}
		defer r.Close()
		for r.Next() {
			var id, parent, unused int64
			var detail string
			if err := r.Scan(&id, &parent, &unused, &detail); err != nil {
				return err
			}
			steps = append(steps, detail)
		}
		return r.Err()
	})
	return strings.Join(steps, "; "), err
}
