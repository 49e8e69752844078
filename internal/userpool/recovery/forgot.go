package recovery

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
)

// ForgotRequest is a ForgotPassword.
type ForgotRequest struct {
	Client     userpool.ClientID
	Username   string
	SecretHash string
	Metadata   map[string]string
}

// Forgot sends a code with which the user can set a new password. A user that
// the pool does not know may come from its migration function. Where the
// client hides existence, a name that nobody has, a disabled user and one
// without a verified address get the answer of any other.
func (s *Service) Forgot(ctx context.Context, r ForgotRequest) (userpool.CodeDelivery, error) {
	var none userpool.CodeDelivery
	client, pool, err := s.enter(ctx, r.Client, r.Username, r.SecretHash)
	if err != nil {
		return none, err
	}
	if account.AdminOnlyRecovery(pool) {
		return none, contactAdministrator()
	}
	u, err := s.find(ctx, pool, r)
	if errors.Is(err, userpool.ErrNotFound) {
		if client.HidesUserExistence() {
			return s.pretend(ctx, pool, r.Username)
		}
		return none, unknown()
	}
	if err != nil {
		return none, err
	}
	to, err := destination(pool, u)
	if err != nil {
		if client.HidesUserExistence() && (!u.Enabled || resettable(u.Status)) {
			return s.pretend(ctx, pool, r.Username)
		}
		return none, err
	}
	return s.send(ctx, pool, u, to, message.Request{Client: r.Client, Metadata: r.Metadata}, nil)
}

// destination checks that u may reset its password and tells where the code goes.
func destination(pool *userpool.Pool, u *userpool.User) (account.Address, error) {
	if !u.Enabled {
		return account.Address{}, userpool.UserDisabled()
	}
	if !resettable(u.Status) {
		return account.Address{}, wrongState()
	}
	to, ok := account.RecoveryAddress(pool, u)
	if !ok {
		return account.Address{}, noAddress()
	}
	return to, nil
}

// find reads the user, or asks the migration function for it.
func (s *Service) find(ctx context.Context, pool *userpool.Pool, r ForgotRequest) (*userpool.User, error) {
	u, err := s.lookUp(ctx, pool, r.Username)
	if !errors.Is(err, userpool.ErrNotFound) || pool.Lambda.UserMigration == "" {
		return u, err
	}
	m, err := s.deps.Hooks.MigrateUser(ctx, hook.Event{
		Pool: pool, Client: r.Client, Source: hook.SourceForgotPassword, UserName: r.Username, Metadata: r.Metadata,
	}, nil)
	if err != nil {
		return nil, err
	}
	sub, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	u, ok, err := account.Migrated(pool, r.Username, userpool.Sub(sub), m, s.now())
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, userpool.ErrNotFound
	}
	err = s.deps.DB.Update(ctx, func(st Store) error { return account.InsertMigrated(st, pool, u, m) })
	if errors.Is(err, userpool.ErrExists) {
		return s.lookUp(ctx, pool, r.Username) // migrated twice at the same time
	}
	return u, err
}

func (s *Service) lookUp(ctx context.Context, pool *userpool.Pool, typed string) (u *userpool.User, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		u, err = account.Resolve(st, pool, typed)
		return err
	})
	return u, err
}

// send counts the request and sends the code; write, if there is one, belongs
// to the same transaction.
func (s *Service) send(ctx context.Context, pool *userpool.Pool, u *userpool.User, to account.Address, r message.Request, write func(Store) error) (userpool.CodeDelivery, error) {
	var none userpool.CodeDelivery
	now := s.now()
	code, err := onetime.New(s.deps.Rand, now, u, userpool.CodeResetPassword, to.Attribute, to.Value)
	if err != nil {
		return none, err
	}
	r.Pool, r.User, r.Kind = pool, u, userpool.MessageForgotPassword
	parcel, err := s.deps.Mailer.Pack(ctx, code, r)
	if err != nil {
		return none, err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := limit.Hourly(st, now, pool.ID, u.Sub, userpool.CountReset, limit.ResetPerHour); err != nil {
			return err
		}
		if write != nil {
			if err := write(st); err != nil {
				return err
			}
		}
		return parcel.Put(st)
	})
	if err != nil {
		return none, err
	}
	return parcel.Receipt(), s.deps.Mailer.Deliver(ctx, parcel, u)
}

// pretend does for a name that nobody has what send does for a user, except
// for the message: the limit and the code are those of the name's ghost, so
// that neither here nor in ConfirmForgotPassword the answers differ.
func (s *Service) pretend(ctx context.Context, pool *userpool.Pool, typed string) (userpool.CodeDelivery, error) {
	var none userpool.CodeDelivery
	to, ok := s.deps.Ghosts.Address(pool, typed, account.RecoveryOrder(pool))
	if !ok {
		return none, contactAdministrator()
	}
	ghost, now := s.deps.Ghosts.Of(pool, typed), s.now()
	code, err := onetime.New(s.deps.Rand, now, ghost, userpool.CodeResetPassword, to.Attribute, to.Value)
	if err != nil {
		return none, err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := limit.Hourly(st, now, pool.ID, ghost.Sub, userpool.CountReset, limit.ResetPerHour); err != nil {
			return err
		}
		return st.PutCode(code)
	})
	if err != nil {
		return none, err
	}
	return userpool.CodeDelivery{
		Destination: userpool.MaskDestination(to.Medium(), to.Value), Medium: to.Medium(), Attribute: to.Attribute,
	}, nil
}
