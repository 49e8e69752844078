package device

import (
	"context"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Store is what this package reads and writes within one transaction.
type Store interface {
	account.Finder
	Device(userpool.PoolID, userpool.Sub, string) (*userpool.Device, error)
	Devices(pool userpool.PoolID, sub userpool.Sub, after string, limit int) ([]userpool.Device, error)
	PutDevice(userpool.Device) error
	DeleteDevice(userpool.PoolID, userpool.Sub, string) error
	FamiliesOf(userpool.PoolID, userpool.Sub) ([]userpool.TokenFamily, error)
	RevokeFamily(userpool.PoolID, string) error
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
	// Secret derives a secret of this installation that no rotation changes;
	// device group keys come from it.
	Secret func(label string) []byte
}

// Service keeps devices. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// Owner is whose devices a call is about.
type Owner struct {
	Pool *userpool.Pool
	User *userpool.User
	// family is the one that the caller's own token belongs to, nil for
	// administrators and for clients that do not revoke tokens.
	family *userpool.TokenFamily
	client userpool.ClientID
}

// Self is the owner of an access token, in a pool that tracks devices.
func (s *Service) Self(ctx context.Context, accessToken string) (Owner, error) {
	a, err := s.deps.Verify(ctx, accessToken)
	if err != nil {
		return Owner{}, err
	}
	if err := account.CheckSignedIn(a.User); err != nil {
		return Owner{}, err
	}
	return Owner{Pool: a.Pool, User: a.User, family: a.Family, client: a.Client.ID}, tracked(a.Pool)
}

// Named is a user that an administrator names, in a pool that tracks devices.
// Cognito looks for the user before it asks whether the pool does.
func (s *Service) Named(ctx context.Context, id userpool.PoolID, username string) (o Owner, err error) {
	if o.Pool, err = s.deps.Registry.Pool(ctx, id); err != nil {
		return o, err
	}
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		o.User, err = account.Find(st, o.Pool, username)
		return err
	})
	if err != nil {
		return o, err
	}
	return o, tracked(o.Pool)
}

func tracked(p *userpool.Pool) error {
	if p.Devices == nil {
		return userpool.Errorf(userpool.InvalidUserPoolConfig, "Device tracking is not enabled for the user pool.")
	}
	return nil
}

// find reads a device of the owner, or answers that there is none.
func find(st Store, o Owner, key string) (*userpool.Device, error) {
	d, err := st.Device(o.Pool.ID, o.User.Sub, key)
	return d, missing(err)
}

func missing(err error) error {
	if errors.Is(err, userpool.ErrNotFound) {
		return userpool.Errorf(userpool.ResourceNotFound, "Device does not exist.")
	}
	return err
}
