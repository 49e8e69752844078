// Package storetest is the conformance suite of the store: what every engine
// must do. It runs on SQLite always, and on PostgreSQL when COGNATE_TEST_POSTGRES
// holds the URL of a server on which it may create databases.
package storetest

import (
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/store"
)

// Start is where the clock of Now stands.
var Start = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// An Engine makes empty databases. Open fills in what a test leaves out of the
// options and closes the database with the test.
type Engine struct {
	Name string
	Open func(t testing.TB, o store.Options) *store.DB
	// Fresh gives options that lead to one new database each time it is called.
	Fresh func(t testing.TB) store.Options
}

// Engines are the engines that can be tested here.
func Engines() []Engine {
	engines := []Engine{engine("sqlite", freshSQLite), engine("memory", freshMemory)}
	if URL := os.Getenv("COGNATE_TEST_POSTGRES"); URL != "" {
		engines = append(engines, engine("postgres", freshPostgres(URL)))
	}
	return engines
}

func engine(name string, fresh func(testing.TB) store.Options) Engine {
	return Engine{Name: name, Fresh: fresh, Open: func(t testing.TB, o store.Options) *store.DB {
		t.Helper()
		if o.Path == "" && o.URL == "" {
			at := fresh(t)
			o.Path, o.URL = at.Path, at.URL
		}
		if o.Sealer == nil {
			o.Sealer = Keyring(t)
		}
		if o.Now == nil {
			o.Now = func() time.Time { return Start }
		}
		db, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatalf("open: %v", err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
		return db
	}}
}

// Keyring makes a keyring of one fresh key.
func Keyring(t testing.TB) *seal.Keyring {
	t.Helper()
	k, err := seal.Generate(rand.Reader, Start)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func freshMemory(testing.TB) store.Options { return store.Options{Path: ":memory:"} }

func freshSQLite(t testing.TB) store.Options {
	return store.Options{Path: filepath.Join(t.TempDir(), "cognate.db")}
}

// freshPostgres makes a database for one test and drops it afterwards.
func freshPostgres(server string) func(testing.TB) store.Options {
	return func(t testing.TB) store.Options {
		t.Helper()
		name := "t" + strings.ToLower(rand.Text())
		run := func(statement string) {
			conn, err := pgx.Connect(t.Context(), server)
			if err != nil {
				t.Fatalf("connect to PostgreSQL: %v", err)
			}
			defer conn.Close(t.Context())
			if _, err := conn.Exec(t.Context(), statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
		run("CREATE DATABASE " + name)
		u, err := url.Parse(server)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		return store.Options{URL: u.String()}
	}
}
