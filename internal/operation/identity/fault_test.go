package identity

import (
	"testing"

	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/operation/faulttest"
)

func TestFaultsAreComplete(t *testing.T) {
	t.Parallel()
	faulttest.Complete(t, "../../identitypool/error.go", 8, faults)
}

func TestFault(t *testing.T) {
	t.Parallel()
	faulttest.Wrapped(t, fault, string(identitypool.NotAuthorized), "no", func(cause error) error {
		return identitypool.Errorf(identitypool.NotAuthorized, "no").Because(cause)
	})
}
