package recovery

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

// Deps are what a Service needs.
type Deps struct {
	DB        DB
	Registry  *registry.Registry
	Passwords *factor.Passwords
	Mailer    *message.Mailer
	Hooks     hook.Hooks
	Ghosts    account.Ghosts
	Now       func() time.Time
	Rand      io.Reader
}

// Service resets passwords. It is safe for concurrent use.
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

// contactAdministrator is the answer in pools whose users cannot reset.
func contactAdministrator() error {
	return userpool.Errorf(userpool.NotAuthorized, "Contact administrator to reset password.")
}

func wrongState() error {
	return userpool.Errorf(userpool.NotAuthorized, "User password cannot be reset in the current state.")
}

func noAddress() error {
	return userpool.Errorf(userpool.InvalidParameter,
		"Cannot reset password for the user as there is no registered/verified email or phone_number")
}

// resettable reports whether a user of this status can set a new password by
// code.
func resettable(status userpool.UserStatus) bool {
	return status == userpool.Confirmed || status == userpool.ResetRequired || status == userpool.Unconfirmed
}
