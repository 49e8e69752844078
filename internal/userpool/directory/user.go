package directory

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// Get gives a user with all its attributes.
func (s *Service) Get(ctx context.Context, pool userpool.PoolID, username string) (*userpool.User, error) {
	u, _, err := s.find(ctx, pool, username)
	return u, err
}

// Enable lets a disabled user sign in again; its old tokens stay useless. It
// may be repeated.
func (s *Service) Enable(ctx context.Context, pool userpool.PoolID, username string) error {
	now := s.now()
	return s.alter(ctx, pool, username, func(st Store, _ *userpool.Pool, u *userpool.User) error {
		if u.Enabled {
			return nil
		}
		u.Enabled, u.Modified = true, now
		return st.UpdateUser(u)
	})
}

// Disable ends all tokens of a user and its SSO sessions, and keeps it from
// signing in. Neither comes back when it is enabled again. It may be repeated.
func (s *Service) Disable(ctx context.Context, pool userpool.PoolID, username string) error {
	now := s.now()
	return s.alter(ctx, pool, username, func(st Store, _ *userpool.Pool, u *userpool.User) error {
		if !u.Enabled {
			return nil
		}
		u.Enabled, u.Modified = false, now
		account.SignOut(u, now)
		if err := st.UpdateUser(u); err != nil {
			return err
		}
		return endBrowsers(st, u)
	})
}

// endBrowsers revokes what keeps the user's browsers signed in.
func endBrowsers(st Store, u *userpool.User) error {
	all, err := st.SSOSessionsOf(u.Pool, u.Sub)
	if err != nil {
		return err
	}
	for _, b := range all {
		if err := st.RevokeSSOSession(u.Pool, b.ID); err != nil {
			return err
		}
	}
	return nil
}

// SignOut ends all tokens of a user, also of one that has none.
func (s *Service) SignOut(ctx context.Context, pool userpool.PoolID, username string) error {
	now := s.now()
	return s.alter(ctx, pool, username, func(st Store, _ *userpool.Pool, u *userpool.User) error {
		account.SignOut(u, now)
		return st.UpdateUser(u)
	})
}

// Delete deletes a user with everything that is its own. Its names can be
// taken again at once.
func (s *Service) Delete(ctx context.Context, pool userpool.PoolID, username string) error {
	return s.alter(ctx, pool, username, func(st Store, _ *userpool.Pool, u *userpool.User) error {
		return st.DeleteUser(u)
	})
}

// SetSettings switches text-message MFA of a user on or off in the way of
// AdminSetUserSettings.
func (s *Service) SetSettings(ctx context.Context, pool userpool.PoolID, username string, options []account.MFAOption) error {
	now := s.now()
	return s.alter(ctx, pool, username, func(st Store, _ *userpool.Pool, u *userpool.User) error {
		if err := account.SetMFAOptions(u, options); err != nil {
			return err
		}
		u.Modified = now
		return st.UpdateUser(u)
	})
}
