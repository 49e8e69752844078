package sts

import (
	"testing"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/operation/faulttest"
)

func TestFaultsAreComplete(t *testing.T) {
	t.Parallel()
	// The others are the other service's of the account.
	faulttest.Complete(t, "../../access/principal/error.go", 8, faults, "ConcurrentModification", "DeleteConflict", "EntityAlreadyExists", "LimitExceeded", "PolicyNotAttachable", "UnmodifiableEntity", "OpenIdIdpCommunicationError")
}

func TestFault(t *testing.T) {
	t.Parallel()
	faulttest.Wrapped(t, fault, string(principal.AccessDenied), "no", func(cause error) error {
		return principal.Errorf(principal.AccessDenied, "no").Because(cause)
	})
}
