package signin

import (
	"github.com/cognate-id/cognate/internal/userpool"
)

func missing(key string) *userpool.Error {
	return userpool.Errorf(userpool.InvalidParameter, "Missing required parameter %s", key)
}

func invalidSession() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "Invalid session for the user.")
}

func expiredSession() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "Invalid session for the user, session is expired.")
}

func usedSession() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "Invalid session for the user, session can only be used once.")
}

func wrongCode() *userpool.Error {
	return userpool.Errorf(userpool.CodeMismatch, "Invalid code or auth state for the user.")
}

func noDevice() *userpool.Error {
	return userpool.Errorf(userpool.ResourceNotFound, "Device does not exist.")
}

// wrong is a failed proof: the error to answer, the counter it feeds, and
// whether it ends the attempt. A wrong code is counted but leaves the Session.
type wrong struct {
	err  error
	kind userpool.CounterKind
	ends bool
}

func (w *wrong) Error() string { return w.err.Error() }
func (w *wrong) Unwrap() error { return w.err }
