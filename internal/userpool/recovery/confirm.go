package recovery

import (
	"context"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
)

// ConfirmRequest is a ConfirmForgotPassword.
type ConfirmRequest struct {
	Client     userpool.ClientID
	Username   string
	SecretHash string
	Code       string
	Password   string
	Metadata   map[string]string
}

// Confirm sets a new password with the code that Forgot or Reset sent, and the
// user becomes CONFIRMED. Codes only go to addresses that are verified already,
// so there is none to verify. A password that the policy or the history
// refuses leaves the code unused.
func (s *Service) Confirm(ctx context.Context, r ConfirmRequest) error {
	client, pool, err := s.enter(ctx, r.Client, r.Username, r.SecretHash)
	if err != nil {
		return err
	}
	var u *userpool.User
	err = account.Retry(func() error {
		u, err = s.lookUp(ctx, pool, r.Username)
		switch {
		case errors.Is(err, userpool.ErrNotFound) && !client.HidesUserExistence():
			return unknown()
		case errors.Is(err, userpool.ErrNotFound), err == nil && !u.Enabled && client.HidesUserExistence():
			return s.confirmNobody(ctx, pool, r)
		case err != nil:
			return err
		case !u.Enabled:
			return userpool.UserDisabled()
		}
		return s.confirm(ctx, pool, u, r)
	})
	if err != nil {
		return err
	}
	return s.deps.Hooks.PostConfirmation(ctx, hook.Event{
		Pool: pool, Client: r.Client, Source: hook.SourceConfirmForgot, User: u,
		UserName: string(u.Username), Metadata: r.Metadata,
	})
}

func (s *Service) confirm(ctx context.Context, pool *userpool.Pool, u *userpool.User, r ConfirmRequest) error {
	if err := pool.Password.Check(r.Password); err != nil {
		return err
	}
	now := s.now()
	next, reused, err := s.renewed(ctx, pool, u, r, now)
	if err != nil {
		return err
	}
	return s.tally(ctx, func(st Store) error {
		if err := limit.Hourly(st, now, pool.ID, u.Sub, userpool.CountReset, limit.ResetPerHour); err != nil {
			return err
		}
		if _, err := onetime.Check(st, now, u, userpool.CodeResetPassword, r.Code); err != nil {
			return err
		}
		switch {
		case next == nil:
			return onetime.Mismatch() // another code was sent since this one was looked at
		case !resettable(u.Status):
			return wrongState()
		case reused:
			return factor.HistoryViolation()
		}
		if _, err := onetime.Redeem(st, now, u, userpool.CodeResetPassword, r.Code); err != nil {
			return err
		}
		stored := *next
		stored.Status, stored.Modified = userpool.Confirmed, now
		if err := st.UpdateUser(&stored); err != nil {
			return err
		}
		*u = stored
		return nil
	})
}

// renewed prepares u with the new password, outside of any transaction since
// that takes milliseconds; nil if the code is not the right one anyway, which
// the transaction decides once more.
func (s *Service) renewed(ctx context.Context, pool *userpool.Pool, u *userpool.User, r ConfirmRequest, now time.Time) (next *userpool.User, reused bool, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		_, err := onetime.Check(st, now, u, userpool.CodeResetPassword, r.Code)
		return err
	})
	if userpool.CodeOf(err) != "" {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if s.deps.Passwords.Reused(ctx, pool, u, r.Password) {
		return u, true, nil
	}
	cred, err := s.deps.Passwords.New(ctx, pool, u.Username, r.Password)
	if err != nil {
		return nil, false, err
	}
	renewed := *u
	factor.SetPassword(pool, &renewed, cred, time.Time{})
	return &renewed, false, nil
}

// confirmNobody answers for a name that nobody has as for one whose code does
// not match, with the same limit.
func (s *Service) confirmNobody(ctx context.Context, pool *userpool.Pool, r ConfirmRequest) error {
	if err := pool.Password.Check(r.Password); err != nil {
		return err
	}
	ghost, now := s.deps.Ghosts.Of(pool, r.Username), s.now()
	return s.tally(ctx, func(st Store) error {
		if err := limit.Hourly(st, now, pool.ID, ghost.Sub, userpool.CountReset, limit.ResetPerHour); err != nil {
			return err
		}
		if _, err := onetime.Check(st, now, ghost, userpool.CodeResetPassword, r.Code); err != nil {
			return err
		}
		return onetime.Mismatch() // guessed, but there is no password to set
	})
}

// tally runs fn in one transaction and commits what fn wrote even if it
// refuses: a refused attempt must stay counted. Only failures roll back.
func (s *Service) tally(ctx context.Context, fn func(Store) error) error {
	var refusal error
	err := s.deps.DB.Update(ctx, func(st Store) error {
		refusal = nil
		err := fn(st)
		if userpool.CodeOf(err) != "" {
			refusal = err
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return refusal
}
