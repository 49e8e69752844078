package profile

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// SignOutEverywhere ends all tokens of the token's owner, this one included.
// The operation does not declare UserNotFound: a token whose user is gone is
// revoked.
func (s *Service) SignOutEverywhere(ctx context.Context, accessToken string) error {
	a, err := s.enter(ctx, accessToken)
	if err == nil {
		now := s.now()
		err = s.deps.DB.Update(ctx, func(st Store) error {
			u, err := find(st, a.User)
			if err != nil {
				return err
			}
			account.SignOut(u, now)
			return st.UpdateUser(u)
		})
	}
	if userpool.CodeOf(err) == userpool.UserNotFound {
		return userpool.Errorf(userpool.NotAuthorized, "Access Token has been revoked").Because(err)
	}
	return err
}

// Delete deletes the token's owner with everything that is its own.
func (s *Service) Delete(ctx context.Context, accessToken string) error {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return err
	}
	return s.deps.DB.Update(ctx, func(st Store) error {
		u, err := find(st, a.User)
		if err != nil {
			return err
		}
		return st.DeleteUser(u)
	})
}

// SetSettings switches text-message MFA on or off in the way of SetUserSettings.
func (s *Service) SetSettings(ctx context.Context, accessToken string, options []account.MFAOption) error {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return err
	}
	now := s.now()
	return s.deps.DB.Update(ctx, func(st Store) error {
		u, err := find(st, a.User)
		if err != nil {
			return err
		}
		if err := account.SetMFAOptions(u, options); err != nil {
			return err
		}
		u.Modified = now
		return st.UpdateUser(u)
	})
}
