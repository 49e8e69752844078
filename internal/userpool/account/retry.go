package account

import (
	"errors"

	"github.com/cognate-id/cognate/internal/userpool"
)

// tries bounds how often a change is tried again. Each lost race means that
// another change of the same user went through.
const tries = 5

// Retry runs fn, which reads a user, decides and writes, again when somebody
// else has changed or deleted the user in between (userpool.ErrConflict,
// userpool.ErrNotFound): fn then meets the user as it is by then. A user under
// constant change is TooManyRequests.
func Retry(fn func() error) error {
	var err error
	for range tries {
		err = fn()
		if !errors.Is(err, userpool.ErrConflict) && !errors.Is(err, userpool.ErrNotFound) {
			return err
		}
	}
	return userpool.Errorf(userpool.TooManyRequests, "Too many requests").Because(err)
}
