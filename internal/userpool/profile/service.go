package profile

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Store is what this package reads and writes within one transaction.
type Store interface {
	account.Names
	onetime.Store
	limit.Store
	message.ParcelStore
	DeleteUser(*userpool.User) error
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Tokens accepts and ends tokens; *token.Service does.
type Tokens interface {
	// Verify gives the owner of an access token, freshly read.
	Verify(ctx context.Context, accessToken string) (*token.Access, error)
	Revoke(ctx context.Context, c *userpool.Client, refreshToken string) error
	RevokeLinked(ctx context.Context, c *userpool.Client, refreshToken string) error
}

// Deps are what a Service needs.
type Deps struct {
	DB        DB
	Registry  *registry.Registry
	Tokens    Tokens
	Passwords *factor.Passwords
	Mailer    *message.Mailer
	Now       func() time.Time
	Rand      io.Reader
}

// Service acts for signed-in users. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// enter accepts the token of a call. The owner may have changed since the
// token was made: one who must set a new password first, or is no longer
// confirmed, is refused.
func (s *Service) enter(ctx context.Context, accessToken string) (*token.Access, error) {
	a, err := s.deps.Tokens.Verify(ctx, accessToken)
	if err != nil {
		return nil, err
	}
	if err := account.CheckSignedIn(a.User); err != nil {
		return nil, err
	}
	return a, nil
}

// change runs fn on u and, whenever somebody else was faster to change the
// user, again on the user as it is by then.
func (s *Service) change(ctx context.Context, u *userpool.User, fn func(*userpool.User) error) error {
	fresh := true
	return account.Retry(func() error {
		if !fresh {
			err := s.deps.DB.View(ctx, func(st Store) (err error) {
				u, err = find(st, u)
				return err
			})
			if err != nil {
				return err
			}
		}
		fresh = false
		return fn(u)
	})
}

// find reads the user anew; one that was deleted is UserMissing.
func find(st Store, u *userpool.User) (*userpool.User, error) {
	fresh, err := st.UserBySub(u.Pool, u.Sub)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.UserMissing()
	}
	return fresh, err
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
