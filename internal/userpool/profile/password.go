package profile

import (
	"context"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/limit"
)

// ChangePassword sets a new password of the token's owner, who proves the
// previous one; previous is nil for users who have none. Tokens stay valid.
//
// The proof is computed before the transaction and judged within it, after the
// limit: a caller beyond the limit learns nothing of the password.
func (s *Service) ChangePassword(ctx context.Context, accessToken string, previous *string, proposed string) error {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return err
	}
	return s.change(ctx, a.User, func(u *userpool.User) error {
		next, refusal, err := s.newPassword(ctx, a.Pool, u, previous, proposed)
		if err != nil {
			return err
		}
		now := s.now()
		return s.tally(ctx, func(st Store) error {
			err := limit.Hourly(st, now, u.Pool, u.Sub, userpool.CountChangePassword, limit.ChangePasswordPerHour)
			if err != nil {
				return err
			}
			if refusal != nil {
				return refusal
			}
			next.Modified = now
			return st.UpdateUser(next)
		})
	})
}

// newPassword gives u with the proposed password, or why it is refused.
func (s *Service) newPassword(ctx context.Context, pool *userpool.Pool, u *userpool.User, previous *string, proposed string) (next *userpool.User, refusal, err error) {
	if !s.proves(ctx, pool, u, previous) {
		return nil, userpool.WrongPassword(), nil
	}
	if err := pool.Password.Check(proposed); err != nil {
		return nil, err, nil
	}
	if s.deps.Passwords.Reused(ctx, pool, u, proposed) {
		return nil, factor.HistoryViolation(), nil
	}
	cred, err := s.deps.Passwords.New(ctx, pool, u.Username, proposed)
	if err != nil {
		return nil, nil, err
	}
	changed := *u
	factor.SetPassword(pool, &changed, cred, time.Time{})
	return &changed, nil, nil
}

// proves reports whether the caller may set a password: by the previous one,
// or without it if there is none and the user does not come from elsewhere.
func (s *Service) proves(ctx context.Context, pool *userpool.Pool, u *userpool.User, previous *string) bool {
	if previous == nil {
		return !u.HasPassword() && u.Status != userpool.ExternalProvider
	}
	return s.deps.Passwords.Matches(ctx, pool, u, *previous)
}
