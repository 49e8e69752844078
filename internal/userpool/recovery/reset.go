package recovery

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/message"
)

// Reset makes a user's password useless on an administrator's word and sends
// the user a code to set another one. The user stays RESET_REQUIRED even if
// sending fails.
func (s *Service) Reset(ctx context.Context, id userpool.PoolID, username string, metadata map[string]string) error {
	pool, err := s.deps.Registry.Pool(ctx, id)
	if err != nil {
		return err
	}
	return account.Retry(func() error { return s.reset(ctx, pool, username, metadata) })
}

func (s *Service) reset(ctx context.Context, pool *userpool.Pool, username string, metadata map[string]string) error {
	var u *userpool.User
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		u, err = account.Find(st, pool, username)
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case !u.Enabled:
		return userpool.Errorf(userpool.NotAuthorized, "User is disabled")
	case u.Status != userpool.Confirmed && u.Status != userpool.ResetRequired:
		return wrongState()
	case account.AdminOnlyRecovery(pool):
		return contactAdministrator()
	}
	to, ok := account.RecoveryAddress(pool, u)
	if !ok {
		return noAddress()
	}
	u.Status, u.Modified = userpool.ResetRequired, s.now()
	_, err = s.send(ctx, pool, u, to, message.Request{Client: hook.NoClient, Metadata: metadata},
		func(st Store) error { return st.UpdateUser(u) })
	return err
}
