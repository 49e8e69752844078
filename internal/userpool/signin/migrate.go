package signin

import (
	"context"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
)

// migrate asks the UserMigration function for an unknown user who gave a plain
// password, and stores the user with that password. It gives nil when the
// function does not know the user either. Whether the sign-in goes on follows
// from the status that the function chose.
func (s *Service) migrate(ctx context.Context, a *attempt, password string, lookup lookup) (*userpool.User, error) {
	e := a.event("Authentication")
	e.Metadata, e.Validation = nil, a.validation
	m, err := s.deps.Hooks.MigrateUser(ctx, e, &password)
	if err != nil {
		return nil, err
	}
	sub, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	u, ok, err := account.Migrated(a.pool, a.Name, userpool.Sub(sub), m, s.deps.Now())
	if err != nil || !ok {
		return nil, err
	}
	c, err := s.deps.Passwords.New(ctx, a.pool, u.Username, password)
	if err != nil {
		return nil, err
	}
	factor.SetPassword(a.pool, u, c, time.Time{})
	err = s.deps.DB.Update(ctx, func(st Store) error { return account.InsertMigrated(st, a.pool, u, m) })
	if errors.Is(err, userpool.ErrExists) { // migrated twice at the same time
		err = s.deps.DB.View(ctx, func(st Store) (err error) { u, err = lookup(st, a.pool, a.Name); return err })
		if errors.Is(err, userpool.ErrNotFound) {
			return nil, nil // the function gave the user a name that another one has
		}
	}
	return u, err
}
