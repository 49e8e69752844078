package cognatetest

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the pgx driver, for CREATE DATABASE

	"github.com/cognate-id/cognate/internal/config"
)

// Option changes what Start starts.
type Option func(testing.TB, *settings)

type settings struct {
	mode      config.Mode
	args      map[string]string
	functions []string
	variables []string
}

// flags are the settings as the command line would have them.
func (s *settings) flags() []string {
	var out []string
	for name, value := range s.args {
		out = append(out, "--"+name+"="+value)
	}
	slices.Sort(out)
	for _, mapping := range s.functions { // the first that matches wins
		out = append(out, "--function="+mapping)
	}
	return out
}

// environment holds what is no flag.
func (s *settings) environment() []string {
	if len(s.variables) == 0 {
		return nil
	}
	return []string{"COGNATE_FUNCTIONS_ENV=" + strings.Join(s.variables, ",")}
}

// With sets an option of the command line by its name, such as
// With("issuer", "aws"); docs/configuration.md lists them.
func With(name, value string) Option {
	return func(_ testing.TB, s *settings) { s.args[name] = value }
}

// Functions says where the Lambda functions of triggers are: mappings of the
// form PATTERN=TARGET, which docs/triggers.md describes.
func Functions(mappings ...string) Option {
	return func(_ testing.TB, s *settings) { s.functions = append(s.functions, mappings...) }
}

// FunctionVariables sets variables, NAME=VALUE without a comma, for functions
// that run as programs.
func FunctionVariables(variables ...string) Option {
	return func(_ testing.TB, s *settings) { s.variables = append(s.variables, variables...) }
}

// OnDisk keeps the data in a SQLite file in a temporary directory.
func OnDisk() Option {
	return func(t testing.TB, s *settings) { s.args["data"] = t.TempDir() }
}

// OnPostgres keeps the data in a new database on the PostgreSQL server of the
// URL, whose user must be allowed to create databases. The database is dropped
// when the test ends.
func OnPostgres(rawURL string) Option {
	return func(t testing.TB, s *settings) {
		t.Helper()
		s.args["data"] = t.TempDir() // for the keyring
		s.args["database"] = newDatabase(t, rawURL)
	}
}

// Verified runs the server as cognate serve does: it verifies signatures, and
// only the keys of the Server are known. Signatures are dated by the real
// clock, so signed calls fail once Clock is more than five minutes away from it.
func Verified() Option {
	return func(t testing.TB, s *settings) {
		s.mode = config.Serve
		if s.args["data"] == config.Memory {
			s.args["data"] = t.TempDir()
		}
	}
}

func newDatabase(t testing.TB, rawURL string) string {
	t.Helper()
	u, err := url.Parse(rawURL)
	if err != nil {
		t.Fatal("cognatetest: the PostgreSQL URL is not valid")
	}
	admin, err := sql.Open("pgx", rawURL)
	if err != nil {
		t.Fatalf("cognatetest: %v", err)
	}
	name := "cognatetest_" + strings.ToLower(rand.Text())
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		_ = admin.Close()
		t.Fatalf("cognatetest: %v", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("cognatetest: %v", err)
		}
		_ = admin.Close()
	})
	u.Path = "/" + name
	return u.String()
}
