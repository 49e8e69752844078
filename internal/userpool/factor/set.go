package factor

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// SetPassword gives u a new password and keeps the old one in its history as
// long as the pool's policy looks back. A temporary password (expires not
// zero) never enters the history.
func SetPassword(pool *userpool.Pool, u *userpool.User, c userpool.Credential, expires time.Time) {
	n := pool.Password.HistorySize
	if n > 0 && !u.Password.IsZero() && u.PasswordExpires.IsZero() {
		u.PasswordHistory = append([]userpool.Credential{u.Password}, u.PasswordHistory...)
	}
	if len(u.PasswordHistory) > n {
		u.PasswordHistory = u.PasswordHistory[:n]
	}
	u.Password, u.PasswordExpires = c, expires
}
