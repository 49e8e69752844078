package idp

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/userpool"
)

// TestFaultsAreComplete reads the codes of the domain from its source, so that
// a new one cannot be forgotten here.
func TestFaultsAreComplete(t *testing.T) {
	t.Parallel()
	codes := domainCodes(t)
	if len(codes) < 50 {
		t.Fatalf("found only %d codes", len(codes))
	}
	for _, code := range codes {
		wire, ok := faults[code]
		if !ok {
			t.Errorf("%s has no wire form", code)
			continue
		}
		f := wire("m")
		want := 400
		if strings.HasPrefix(string(code), "Internal") {
			want = 500
		}
		if f.Code != string(code) || f.Status != want || f.Message != "m" {
			t.Errorf("%s is answered as %s %d %q", code, f.Code, f.Status, f.Message)
		}
	}
	if len(faults) != len(codes) {
		t.Errorf("the table has %d rows for %d codes", len(faults), len(codes))
	}
}

func domainCodes(t *testing.T) []userpool.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../userpool/error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []userpool.Code
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
			codes = append(codes, userpool.Code(text))
		}
		return true
	})
	return codes
}

func TestFault(t *testing.T) {
	t.Parallel()
	cause := errors.New("secret detail")
	var f *awsproto.Fault
	err := fault(fmt.Errorf("step: %w", userpool.UserMissing().Because(cause)))
	if !errors.As(err, &f) || f.Code != "UserNotFoundException" || f.Message != "User does not exist." {
		t.Errorf("fault = %v", err)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
	if got := fault(cause); got != cause {
		t.Errorf("an internal error became %v", got)
	}
	if fault(nil) != nil {
		t.Error("no error became one")
	}
}
