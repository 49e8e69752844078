// Package faulttest holds the tests of a service's table from the codes of its
// domain to their wire form. The codes are read from the domain's source, so
// that a new one cannot be forgotten.
package faulttest

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/cognate-id/cognate/internal/awsproto"
)

// Codes are the constants of type Code in a Go file.
func Codes(t testing.TB, file string) (codes []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Code" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, text)
		}
		return true
	})
	return codes
}

// Complete fails unless the table has a row for each code of a file, at least
// least of them, and none for those that only another service raises.
func Complete[C ~string](t testing.TB, file string, least int, faults map[C]func(string) *awsproto.Fault, elsewhere ...C) {
	t.Helper()
	codes := Codes(t, file)
	if len(codes) < least {
		t.Errorf("found only %d codes", len(codes))
	}
	for _, code := range codes {
		wire, ok := faults[C(code)]
		switch other := slices.Contains(elsewhere, C(code)); {
		case other && ok:
			t.Errorf("%s is not elsewhere", code)
		case other:
		case !ok:
			t.Errorf("%s has no wire form", code)
		default:
			if f := wire("m"); f.Message != "m" || f.Status < 400 || f.Code == "" {
				t.Errorf("%s is answered as %+v", code, f)
			}
		}
	}
}

// Wrapped fails unless fault finds a domain's error below others, keeps its
// cause, and leaves internal errors alone. Made makes an error of a domain that
// is answered with that code and message.
func Wrapped(t testing.TB, fault func(error) error, code, message string, made func(cause error) error) {
	t.Helper()
	cause := errors.New("secret detail")
	var f *awsproto.Fault
	err := fault(fmt.Errorf("step: %w", made(cause)))
	if !errors.As(err, &f) || f.Code != code || f.Message != message || !errors.Is(err, cause) {
		t.Errorf("fault = %v", err)
	}
	if got := fault(cause); got != cause {
		t.Errorf("an internal error became %v", got)
	}
	if fault(nil) != nil {
		t.Error("no error became one")
	}
}
