package enrol

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Store is what this package reads and writes within one transaction.
type Store interface {
	account.Finder
	limit.Store
	onetime.Store
	UpdateUser(*userpool.User) error
	PutCode(userpool.OneTimeCode) error
	Passkeys(userpool.PoolID, userpool.Sub) ([]userpool.Passkey, error)
	Passkey(pool userpool.PoolID, id []byte) (*userpool.Passkey, error)
	InsertPasskey(userpool.Passkey) error
	DeletePasskey(pool userpool.PoolID, sub userpool.Sub, id []byte) error
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Sessions registers an authenticator app within a sign-in that demands one.
type Sessions interface {
	AssociateSoftwareToken(ctx context.Context, session string) (seed, next string, err error)
	VerifySoftwareToken(ctx context.Context, session, code, device string) (next string, err error)
}

// Deps are what a Service needs.
type Deps struct {
	DB       DB
	Registry *registry.Registry
	Sessions Sessions
	// Verify gives the owner of an access token, freshly read.
	Verify func(ctx context.Context, accessToken string) (*token.Access, error)
	// RelyingParty gives the WebAuthn relying party of a pool; ok is false
	// when neither a setting nor a domain names one.
	RelyingParty func(ctx context.Context, p *userpool.Pool) (id string, ok bool)
	Now          func() time.Time
	Rand         io.Reader
}

// Service registers factors. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// enter accepts the token of a call.
func (s *Service) enter(ctx context.Context, accessToken string) (*token.Access, error) {
	a, err := s.deps.Verify(ctx, accessToken)
	if err != nil {
		return nil, err
	}
	return a, account.CheckSignedIn(a.User)
}

// undeclared turns errors that an operation has no name for into the
// NotAuthorized that says the same: the token is of no use any more.
func undeclared(err error, codes ...userpool.Code) error {
	if !slices.Contains(codes, userpool.CodeOf(err)) {
		return err
	}
	text := "Access Token has been revoked"
	if userpool.CodeOf(err) == userpool.UserNotConfirmed {
		text = "User is not confirmed."
	}
	return userpool.Errorf(userpool.NotAuthorized, "%s", text).Because(err)
}

// alter changes a user within one transaction. find reads the user there.
func (s *Service) alter(ctx context.Context, find func(Store) (*userpool.User, error), fn func(Store, *userpool.User) error) error {
	now := s.now()
	return s.deps.DB.Update(ctx, func(st Store) error {
		u, err := find(st)
		if err != nil {
			return err
		}
		if err := fn(st, u); err != nil {
			return err
		}
		u.Modified = now
		return st.UpdateUser(u)
	})
}

// again finds the owner of a token anew.
func again(u *userpool.User) func(Store) (*userpool.User, error) {
	return func(st Store) (*userpool.User, error) {
		fresh, err := st.UserBySub(u.Pool, u.Sub)
		if errors.Is(err, userpool.ErrNotFound) {
			return nil, userpool.UserMissing()
		}
		return fresh, err
	}
}

// named finds the user that an administrator names.
func named(p *userpool.Pool, username string) func(Store) (*userpool.User, error) {
	return func(st Store) (*userpool.User, error) { return account.Find(st, p, username) }
}
