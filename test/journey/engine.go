package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the pgx driver
)

// engine is a database under the server.
type engine struct {
	name  string
	admin string // PostgreSQL URL whose user may create databases; "" for SQLite
}

// journeys runs the clients of a set on a server with this engine.
func (e engine) journeys(ctx context.Context, binary string, which set) (passed, failed int, err error) {
	data, err := os.MkdirTemp("", "cognate-journey-")
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	database, drop, err := e.database(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, drop()) }()

	keys := []string(nil)
	for _, issuer := range which.issuers() {
		s, err := startFor(ctx, which, binary, data, database, issuer, keys)
		if err != nil {
			return passed, failed, err
		}
		keys = s.keys // the first start alone shows them
		for _, c := range clients() {
			if c.issuer != issuer || c.set != which {
				continue
			}
			fmt.Printf("\n== %s, %s\n", c.name, e.name)
			if err := c.run(ctx, s); errors.Is(err, errNotInstalled) {
				fmt.Println("    not installed, left out")
			} else if err != nil {
				fmt.Printf("    FAILED: %v\n", err)
				failed++
			} else {
				passed++
			}
		}
		if failed > 0 {
			fmt.Printf("\nThe server's log:\n%s\n", s.log.String())
		}
		if err := s.stop(); err != nil {
			return passed, failed, err
		}
	}
	return passed, failed, nil
}

// issuers are those of the servers that the clients of a set want.
func (w set) issuers() []string {
	var list []string
	for _, c := range clients() {
		if c.set == w && !slices.Contains(list, c.issuer) {
			list = append(list, c.issuer)
		}
	}
	return list
}

// startFor starts the server that the clients of a set want: browsers and what
// insists on https want a development server with a CA of its own.
func startFor(ctx context.Context, which set, binary, data, database, issuer string, keys []string) (*started, error) {
	if which == oauth {
		return startTLS(ctx, binary, data, database)
	}
	return start(ctx, binary, data, database, issuer, keys)
}

// database makes an empty PostgreSQL database, or nothing for SQLite.
func (e engine) database(ctx context.Context) (dsn string, drop func() error, err error) {
	if e.admin == "" {
		return "", func() error { return nil }, nil
	}
	u, err := url.Parse(e.admin)
	if err != nil {
		return "", nil, errors.New("COGNATE_TEST_POSTGRES is not a URL")
	}
	db, err := sql.Open("pgx", e.admin)
	if err != nil {
		return "", nil, err
	}
	name := "cognate_journey_" + strings.ToLower(rand.Text())
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return "", nil, errors.Join(err, db.Close())
	}
	u.Path = "/" + name
	return u.String(), func() error {
		_, err := db.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		return errors.Join(err, db.Close())
	}, nil
}
