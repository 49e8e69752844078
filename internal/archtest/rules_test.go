package archtest

import (
	"bytes"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestPackageComments(t *testing.T) {
	t.Parallel()
	comments := map[string]int{}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		comments[f.pkg] += 0
		if f.ast.Doc != nil && strings.TrimSpace(f.ast.Doc.Text()) != "" {
			comments[f.pkg]++
			text := f.ast.Doc.Text()
			if want := "Package " + f.ast.Name.Name + " "; f.ast.Name.Name != "main" && !strings.HasPrefix(text, want) {
				t.Errorf("%s: the package comment does not start with %q", f.path, want)
			}
		}
	}
	for pkg, n := range comments {
		if n != 1 {
			t.Errorf("package %s has %d package comments, want one", pkg, n)
		}
	}
}

// Packages of these names collect what nobody found a home for.
var homeless = []string{
	"util", "utils", "common", "helper", "helpers", "base", "misc", "shared", "lib", "types", "models",
}

func TestPackageNames(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if slices.Contains(homeless, path.Base(f.pkg)) || slices.Contains(homeless, f.ast.Name.Name) {
			t.Errorf("%s: package %s: the name says nothing; name it for what it decides", f.path, f.pkg)
		}
	}
}

// Domain packages speak of users and pools, never of transport or storage.
var foreign = []string{
	"net/http", "database/sql", "encoding/json", "os", "html/template", "text/template/parse", "flag", "syscall",
}

func TestDomainKnowsNoTechnology(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if f.test || !domain(f.pkg) {
			continue
		}
		for _, imported := range f.rest {
			if slices.Contains(foreign, imported) {
				t.Errorf("%s: a domain package must not import %s", f.path, imported)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Field:
				if n.Tag != nil {
					t.Errorf("%s: struct tag %s: wire and row types are types of their own", f.path, n.Tag.Value)
				}
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && (n.Sel.Name == "Now" || n.Sel.Name == "Since" || n.Sel.Name == "Until") {
					t.Errorf("%s: time.%s: domain packages take the time from Deps.Now", f.path, n.Sel.Name)
				}
			}
			return true
		})
	}
}

// Registration by init hides order and needs globals; see code-style.
func TestNoInit(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: func init: construct things where they are used", f.path)
			}
		}
	}
}

// An absolute path of somebody's machine works on that machine only.
var machinePath = regexp.MustCompile(`(?:^|[\s"'=(:` + "`" + `])(/(?:work|root|home|Users|tmp)/[A-Za-z0-9._-]+)`)

func TestNoMachinePaths(t *testing.T) {
	t.Parallel()
	err := walk(func(path string) {
		switch filepath.Ext(path) {
		case ".go", ".md", ".yaml", ".yml", ".sh", ".mod", ".js", ".mjs", ".json", ".api", ".sql", "":
		default:
			return
		}
		raw, err := os.ReadFile(path)
		if err != nil || bytes.IndexByte(raw, 0) >= 0 {
			return // binaries
		}
		for _, m := range machinePath.FindAllSubmatch(raw, -1) {
			t.Errorf("%s: %s is a path of one machine", path, m[1])
		}
	})
	if err != nil {
		t.Error(err)
	}
}
