package signup

import (
	"context"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
	"github.com/cognate-id/cognate/internal/userpool/registry"
)

// Store is what this package reads and writes within one transaction.
type Store interface {
	account.Finder
	account.Names
	onetime.Store
	limit.Store
	message.ParcelStore
	InsertUser(*userpool.User, []userpool.Name) error
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Sessions lets users who have just registered go on to sign in without
// typing their name again, in clients that sign in by choice.
type Sessions interface {
	// AfterSignUp makes the Session of a SignUp answer.
	AfterSignUp(ctx context.Context, p *userpool.Pool, c *userpool.Client, u *userpool.User) (string, error)
	// AfterConfirmation makes the Session of a ConfirmSignUp answer from the
	// one that the request carried. It refuses one that is not this user's.
	AfterConfirmation(ctx context.Context, p *userpool.Pool, c *userpool.Client, u *userpool.User, session string) (string, error)
}

// Deps are what a Service needs.
type Deps struct {
	DB        DB
	Registry  *registry.Registry
	Passwords *factor.Passwords
	Mailer    *message.Mailer
	Hooks     hook.Hooks
	Ghosts    account.Ghosts
	Sessions  Sessions // nil: answers carry no Session
	Now       func() time.Time
	Rand      io.Reader
}

// Service registers, invites and confirms. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// enter finds the client of a public call and checks its SECRET_HASH.
func (s *Service) enter(ctx context.Context, id userpool.ClientID, username, hash string) (*userpool.Client, *userpool.Pool, error) {
	c, p, err := s.deps.Registry.Client(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if err := account.CheckSecretHash(c, username, hash, account.SignUpFamily); err != nil {
		return nil, nil, err
	}
	return c, p, nil
}

// unknown is the answer to a name nobody has, where that is no secret.
func unknown() error {
	return userpool.Errorf(userpool.UserNotFound, "Username/client id combination not found.")
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
