package store_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/store/schema"
	"github.com/cognate-id/cognate/internal/store/storetest"
)

// words are all words that statements may use, besides the names of tables and
// columns. YugabyteDB, CockroachDB and Aurora DSQL know each in the way it is
// used here. Before adding one, see that they do: words that are missing on
// purpose are those of sequences, identity columns, advisory locks, LISTEN and
// NOTIFY, triggers, foreign keys and cascades, functions, collations, casts of
// one engine, row locks, and what only SQLite has.
const words = `
SELECT FROM JOIN LEFT ON AS WHERE AND OR NOT IN IS NULL TRUE ORDER BY ASC DESC LIMIT COUNT MAX COALESCE
INSERT INTO VALUES CONFLICT DO NOTHING UPDATE SET EXCLUDED DELETE RETURNING
CREATE TABLE UNIQUE INDEX IF EXISTS PRIMARY KEY TEXT BIGINT BYTEA BOOLEAN`

// aliases are the names that statements give to tables and columns.
const aliases = `p u n f g m one few`

var (
	literals = regexp.MustCompile(`'[^']*'`)
	comments = regexp.MustCompile(`--[^\n]*|/\*.*?\*/`)
	wordForm = regexp.MustCompile(`[A-Za-z_][A-Za-z_0-9]*`)
	symbols  = regexp.MustCompile(`\$[0-9]+|[A-Za-z_][A-Za-z_0-9]*|[0-9]+|[(),.*=<>+\-;\s]`)
)

// TestPortable holds every statement and migration against the words and signs
// that all engines share.
func TestPortable(t *testing.T) {
	t.Parallel()
	migrations := migrations(t)
	known := map[string]bool{}
	for _, w := range strings.Fields(words) {
		known[w] = true
	}
	for _, w := range strings.Fields(aliases) {
		known[strings.ToUpper(w)] = true
	}
	all := append(statements(t), migrations...)
	for _, s := range all {
		for _, name := range declared(s) {
			known[strings.ToUpper(name)] = true
		}
	}
	for _, s := range all {
		plain := literals.ReplaceAllString(comments.ReplaceAllString(s, ""), "0")
		for _, w := range wordForm.FindAllString(plain, -1) {
			if !known[strings.ToUpper(w)] {
				t.Errorf("%s is not a word that every engine is known to share:\n%s", w, s)
			}
		}
		if rest := symbols.ReplaceAllString(plain, ""); rest != "" {
			t.Errorf("%q are not signs that every engine is known to share:\n%s", rest, s)
		}
	}
}

// declared are the tables, indexes and columns that a CREATE names.
func declared(statement string) []string {
	var names []string
	for _, m := range regexp.MustCompile(`(?:TABLE|INDEX) IF NOT EXISTS (\w+)`).FindAllStringSubmatch(statement, -1) {
		names = append(names, m[1])
	}
	for _, m := range regexp.MustCompile(`(?m)^\s+(\w+)\s+(?:text|bigint|bytea|boolean)\b`).FindAllStringSubmatch(statement, -1) {
		names = append(names, m[1])
	}
	return names
}

// TestPrepare has each engine check each statement, also those that no test
// happens to run.
func TestPrepare(t *testing.T) {
	t.Parallel()
	for _, e := range storetest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			db := e.Open(t, store.Options{})
			for _, s := range statements(t) {
				if err := store.Prepare(t.Context(), db, s); err != nil {
					t.Errorf("%v:\n%s", err, s)
				}
			}
		})
	}
}

// TestPlans sees that what runs in requests goes by an index. A plan that scans
// or sorts grows with the table.
func TestPlans(t *testing.T) {
	t.Parallel()
	db := storetest.Engines()[0].Open(t, store.Options{})
	small := regexp.MustCompile(`FROM (graves|access_keys|schema_versions)\b|COUNT\(\*\) FROM pools|FROM \(SELECT 1`)
	for _, s := range statements(t) {
		if !strings.Contains(s, "WHERE") || small.MatchString(s) {
			continue
		}
		plan, err := store.SQLitePlan(t.Context(), db, s)
		if err != nil {
			t.Errorf("%v:\n%s", err, s)
			continue
		}
		byPool := strings.Contains(s, "recipient = $4 AND pool = $5") || strings.Contains(s, "WHERE pool = $4")
		ordered := regexp.MustCompile(`SCAN \w+ USING INDEX`).MatchString(plan) && strings.Contains(s, "LIMIT")
		if strings.Contains(plan, "SCAN") && !ordered || strings.Contains(plan, "TEMP B-TREE") && !byPool {
			t.Errorf("plan %q of\n%s", plan, s)
		}
	}
}

// statements are the constants of the package that are SQL, and one of each
// form that is composed.
func statements(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	exprs := map[string]ast.Expr{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
				for i, name := range v.Names {
					exprs[name.Name] = v.Values[i]
				}
			}
			return true
		})
	}
	verb := regexp.MustCompile(`^(SELECT|INSERT|UPDATE|DELETE|CREATE)\b`)
	list := store.Composed()
	for _, e := range exprs {
		if s := text(e, exprs); verb.MatchString(s) && !strings.Contains(s, "%") {
			list = append(list, s)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) < 100 {
		t.Fatalf("found only %d statements", len(list))
	}
	return list
}

// text evaluates a constant expression of texts.
func text(e ast.Expr, names map[string]ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return constant.StringVal(constant.MakeFromLiteral(e.Value, e.Kind, 0))
		}
	case *ast.Ident:
		if def, ok := names[e.Name]; ok {
			return text(def, names)
		}
	case *ast.BinaryExpr:
		return text(e.X, names) + text(e.Y, names)
	}
	return ""
}

func migrations(t *testing.T) []string {
	t.Helper()
	files, err := schema.Files(schema.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("migrations: %v, %v", names, err)
	}
	var list []string
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(b))
	}
	return list
}
