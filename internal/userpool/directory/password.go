package directory

import (
	"context"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
)

// SetPassword sets a user's password. A permanent one makes the user
// CONFIRMED, a temporary one FORCE_CHANGE_PASSWORD, whatever the status was.
// Tokens stay valid.
func (s *Service) SetPassword(ctx context.Context, pool userpool.PoolID, username, password string, permanent bool) error {
	return account.Retry(func() error {
		u, p, err := s.find(ctx, pool, username)
		if err != nil {
			return err
		}
		if err := p.Password.Check(password); err != nil {
			return err
		}
		if s.deps.Passwords.Reused(ctx, p, u, password) {
			return factor.HistoryViolation()
		}
		cred, err := s.deps.Passwords.New(ctx, p, u.Username, password)
		if err != nil {
			return err
		}
		now := s.now()
		status, expires := userpool.Confirmed, time.Time{}
		if !permanent {
			status, expires = userpool.ForceChangePassword, now.Add(p.Password.TemporaryValidity())
		}
		factor.SetPassword(p, u, cred, expires)
		u.Status, u.Modified = status, now
		return s.deps.DB.Update(ctx, func(st Store) error { return st.UpdateUser(u) })
	})
}
