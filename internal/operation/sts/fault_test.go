package sts

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/awsproto"
)

// elsewhere are the codes that only the other service of the account raises.
var elsewhere = []string{"ConcurrentModification", "DeleteConflict", "EntityAlreadyExists", "LimitExceeded", "PolicyNotAttachable", "UnmodifiableEntity", "OpenIdIdpCommunicationError"}

// TestFaultsAreComplete reads the codes of the domain from its source, so that
// a new one cannot be forgotten here.
func TestFaultsAreComplete(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../../access/principal/error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Code" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			found++
			checkCode(t, text)
		}
		return true
	})
	if found < 8 {
		t.Errorf("found only %d codes", found)
	}
}

func checkCode(t *testing.T, code string) {
	t.Helper()
	wire, ok := faults[principal.Code(code)]
	if slices.Contains(elsewhere, code) {
		if ok {
			t.Errorf("%s is not elsewhere", code)
		}
		return
	}
	if !ok {
		t.Errorf("%s has no wire form", code)
		return
	}
	if f := wire("m"); f.Message != "m" || f.Status < 400 || f.Code == "" {
		t.Errorf("%s is answered as %+v", code, f)
	}
}

func TestFault(t *testing.T) {
	t.Parallel()
	cause := errors.New("secret detail")
	code := principal.AccessDenied
	var f *awsproto.Fault
	err := fault(fmt.Errorf("step: %w", principal.Errorf(code, "no").Because(cause)))
	if !errors.As(err, &f) || f.Code != string(code) || f.Message != "no" || !errors.Is(err, cause) {
		t.Errorf("fault = %v", err)
	}
	if got := fault(cause); got != cause {
		t.Errorf("an internal error became %v", got)
	}
	if fault(nil) != nil {
		t.Error("no error became one")
	}
}
