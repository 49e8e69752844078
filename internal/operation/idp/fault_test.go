package idp

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/operation/faulttest"
	"github.com/cognate-id/cognate/internal/userpool"
)

// TestFaultsAreComplete reads the codes of the domain from its source, so that
// a new one cannot be forgotten here.
func TestFaultsAreComplete(t *testing.T) {
	t.Parallel()
	codes := faulttest.Codes(t, "../../userpool/error.go")
	if len(codes) < 50 {
		t.Fatalf("found only %d codes", len(codes))
	}
	for _, code := range codes {
		wire, ok := faults[userpool.Code(code)]
		if !ok {
			t.Errorf("%s has no wire form", code)
			continue
		}
		f := wire("m")
		want := 400
		if strings.HasPrefix(code, "Internal") {
			want = 500
		}
		if f.Code != code || f.Status != want || f.Message != "m" {
			t.Errorf("%s is answered as %s %d %q", code, f.Code, f.Status, f.Message)
		}
	}
	if len(faults) != len(codes) {
		t.Errorf("the table has %d rows for %d codes", len(faults), len(codes))
	}
}

func TestFault(t *testing.T) {
	t.Parallel()
	faulttest.Wrapped(t, fault, "UserNotFoundException", "User does not exist.", func(cause error) error {
		return userpool.UserMissing().Because(cause)
	})
}
