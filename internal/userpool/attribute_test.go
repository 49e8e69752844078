package userpool_test

import (
	"testing"

	"github.com/cognate-id/cognate/internal/userpool"
)

func TestIsStandard(t *testing.T) {
	t.Parallel()
	for _, s := range userpool.StandardSchema() {
		if !s.Name.IsStandard() {
			t.Errorf("%s is in the schema of every pool and not standard", s.Name)
		}
	}
	for _, n := range []userpool.AttributeName{"", "custom:name", "dev:custom:name", "phonenumber", "username"} {
		if n.IsStandard() {
			t.Errorf("%q is standard", n)
		}
	}
}
