// Package postgres gives a test an empty PostgreSQL database, on the server that COGNATE_TEST_POSTGRES names. Several
// servers under test may share one; cognatetest.OnPostgres is for a single server.
package postgres

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the pgx driver
)

// Variable names the URL of the server, whose user may create databases.
const Variable = "COGNATE_TEST_POSTGRES"

// New creates a database and returns its URL. The database is dropped when the test ends. Without a server the test is
// skipped.
func New(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		t.Skip(Variable + " is not set")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(Variable + " is not a URL")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "cognate_test_" + strings.ToLower(rand.Text())
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	u.Path = "/" + name
	return u.String()
}
