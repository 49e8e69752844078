package session

import (
	"context"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Store is what this package reads and writes within one transaction.
type Store interface {
	account.Finder
	FamiliesOf(userpool.PoolID, userpool.Sub) ([]userpool.TokenFamily, error)
	RevokeFamily(userpool.PoolID, string) error
	SSOSessionsOf(userpool.PoolID, userpool.Sub) ([]userpool.SSOSession, error)
	RevokeSSOSession(userpool.PoolID, string) error
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Service needs.
type Deps struct {
	DB       DB
	Registry *registry.Registry
	// Verify gives the owner of an access token, freshly read.
	Verify func(ctx context.Context, accessToken string) (*token.Access, error)
	Now    func() time.Time
}

// Service lists and ends sessions. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// Owner is whose sessions a call is about.
type Owner struct {
	pool *userpool.Pool
	user *userpool.User
	// family is the one that the caller's own token belongs to, "" for
	// administrators and for clients that do not revoke tokens.
	family string
}

// Self is the owner of an access token, in a pool that tracks sessions.
func (s *Service) Self(ctx context.Context, accessToken string) (Owner, error) {
	a, err := s.deps.Verify(ctx, accessToken)
	if err != nil {
		return Owner{}, err
	}
	if err := account.CheckSignedIn(a.User); err != nil {
		return Owner{}, err
	}
	o := Owner{pool: a.Pool, user: a.User}
	if a.Family != nil {
		o.family = a.Family.ID
	}
	return o, tracked(a.Pool)
}

// Named is a user that an administrator names, in a pool that tracks sessions.
// Cognito asks whether the pool does before it looks for the user.
func (s *Service) Named(ctx context.Context, id userpool.PoolID, username string) (o Owner, err error) {
	if o.pool, err = s.deps.Registry.Pool(ctx, id); err != nil {
		return o, err
	}
	if err := tracked(o.pool); err != nil {
		return o, err
	}
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		o.user, err = account.Find(st, o.pool, username)
		return err
	})
	return o, err
}

// tracked refuses a pool without session management. A pool that went down to
// LITE does not have it either, whatever its setting.
func tracked(p *userpool.Pool) error {
	if !p.Sessions.Enabled || p.Tier == userpool.TierLite {
		return userpool.Errorf(userpool.OperationNotEnabled, "User session tracking is not enabled for user pool %s.", p.ID)
	}
	return nil
}
