package archtest

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	module = "github.com/cognate-id/cognate/"
	root   = "../.."
)

// source is one Go file of the project.
type source struct {
	path string // below the root
	pkg  string // below the module, without internal/
	test bool
	own  []string // imports of this project, in the form of pkg
	rest []string // other imports
	ast  *ast.File
}

// skipped directories hold no package of this module.
var skipped = map[string]bool{
	".git": true, "testdata": true, "node_modules": true, "bin": true, "cognate-data": true, "output": true,
}

// walk visits every file of the project that is not ignored or generated data.
func walk(visit func(path string)) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && skipped[d.Name()] {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			visit(path)
		}
		return nil
	})
}

// sources gives the parsed Go files of the project.
func sources(t *testing.T) []source {
	t.Helper()
	files, err := parseAll()
	if err != nil {
		t.Error(err)
	}
	if len(files) < 10 {
		t.Fatalf("found %d Go files only; is %s the root of the module?", len(files), root)
	}
	return files
}

// parseAll parses once for all tests of the package.
var parseAll = sync.OnceValues(func() ([]source, error) {
	var files []source
	var errs []error
	err := walk(func(path string) {
		if filepath.Ext(path) != ".go" {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			errs = append(errs, err)
			return
		}
		rel, _ := filepath.Rel(root, path)
		f := source{
			path: rel, ast: file,
			pkg:  strings.TrimPrefix(filepath.ToSlash(filepath.Dir(rel)), "internal/"),
			test: strings.HasSuffix(path, "_test.go"),
		}
		for _, spec := range file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if own, ok := strings.CutPrefix(imported, module); ok {
				f.own = append(f.own, strings.TrimPrefix(own, "internal/"))
			} else {
				f.rest = append(f.rest, imported)
			}
		}
		files = append(files, f)
	})
	return files, errors.Join(append(errs, err)...)
})

// domain reports whether pkg belongs to the rules, which know no technology.
func domain(pkg string) bool {
	return pkg == "userpool" || strings.HasPrefix(pkg, "userpool/") || pkg == "identitypool" || pkg == "dataset"
}
