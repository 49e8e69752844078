package signup

import (
	"context"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
)

// Request is a SignUp.
type Request struct {
	Client     userpool.ClientID
	Username   string
	SecretHash string  // "" when not sent
	Password   *string // nil when not sent
	Attributes []account.Given
	Validation map[string]string
	Metadata   map[string]string
}

// Result is what SignUp answers.
type Result struct {
	Sub       userpool.Sub
	Confirmed bool
	Delivery  *userpool.CodeDelivery // nil when no code was sent
	Session   string                 // "" for none
}

// SignUp registers a user. What it refuses, in this order: the client or its
// secret hash, pools in which only administrators create users, the form of
// the username, attributes that the client may not write or the schema does
// not take, the password, a name that is taken, and whatever the PreSignUp
// function refuses.
func (s *Service) SignUp(ctx context.Context, r Request) (Result, error) {
	client, pool, err := s.enter(ctx, r.Client, r.Username, r.SecretHash)
	if err != nil {
		return Result{}, err
	}
	if pool.AdminCreate.AdminOnly {
		return Result{}, userpool.Errorf(userpool.NotAuthorized, "SignUp is not permitted for this user pool")
	}
	u, err := s.register(pool, client, r)
	if err != nil {
		return Result{}, err
	}
	if err := checkPassword(pool, client, u, r.Password); err != nil {
		return Result{}, err
	}
	if err := s.checkFree(ctx, pool, u); err != nil {
		return Result{}, account.Taken(pool, err, account.BySignUp)
	}
	if err := s.preSignUp(ctx, pool, u, r); err != nil {
		return Result{}, err
	}
	if r.Password != nil {
		cred, err := s.deps.Passwords.New(ctx, pool, u.Username, *r.Password)
		if err != nil {
			return Result{}, err
		}
		factor.SetPassword(pool, u, cred, time.Time{})
	}
	parcel, err := s.confirmation(ctx, pool, u, message.Request{
		Client: client.ID, Kind: userpool.MessageSignUp, Metadata: r.Metadata,
	})
	if err != nil {
		return Result{}, err
	}
	force := u.Attributes.True(userpool.AttrEmailVerified) || u.Attributes.True(userpool.AttrPhoneVerified)
	if err := s.create(ctx, pool, u, force, parcel); err != nil {
		return Result{}, account.Taken(pool, err, account.BySignUp)
	}
	return s.finish(ctx, pool, client, u, parcel, r)
}

// register makes the user that the request describes, not yet stored.
func (s *Service) register(pool *userpool.Pool, client *userpool.Client, r Request) (*userpool.User, error) {
	attrs, err := account.Collect(r.Attributes)
	if err != nil {
		return nil, err
	}
	written := attrs.Names() // before the username adds its own
	u, err := s.newUser(pool, r.Username, attrs)
	if err != nil {
		return nil, err
	}
	if err := account.CheckWritable(client, written); err != nil {
		return nil, err
	}
	if err := account.CheckPreferredUsername(pool, attrs); err != nil {
		return nil, err
	}
	if u.Attributes, err = account.CheckNew(pool, attrs, true); err != nil {
		return nil, err
	}
	for _, a := range []userpool.AttributeName{userpool.AttrEmail, userpool.AttrPhone} {
		if u.Attributes[a] != "" {
			u.Attributes[a.VerifiedFlag()] = "false"
		}
	}
	return u, nil
}

// newUser draws a sub and decides the username; attrs gains what the username
// says.
func (s *Service) newUser(pool *userpool.Pool, typed string, attrs userpool.Attributes) (*userpool.User, error) {
	id, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	now := s.now()
	u := &userpool.User{
		Pool: pool.ID, Sub: userpool.Sub(id), Status: userpool.Unconfirmed, Enabled: true,
		Created: now, Modified: now, Attributes: attrs,
	}
	u.Username, err = account.Identify(pool, typed, u.Sub, attrs)
	return u, err
}

// checkPassword applies the policy. A user may have no password where it can
// sign in by a code that is sent to it.
func checkPassword(pool *userpool.Pool, client *userpool.Client, u *userpool.User, password *string) error {
	if password != nil {
		return pool.Password.Check(*password)
	}
	if !pool.Passwordless() || !client.Allows(userpool.AllowChoice) {
		return userpool.Errorf(userpool.InvalidParameter, "1 validation error detected: "+
			"Value at 'password' failed to satisfy constraint: Member must not be null")
	}
	if !account.ReachableByCode(pool, u) {
		return userpool.Errorf(userpool.InvalidParameter,
			"A user without a password needs an email or phone_number that can receive a one-time password.")
	}
	return nil
}

func (s *Service) checkFree(ctx context.Context, pool *userpool.Pool, u *userpool.User) error {
	return s.deps.DB.View(ctx, func(st Store) error { return account.CheckFree(st, pool, u) })
}

// preSignUp asks the pool's function and applies its answer to u.
func (s *Service) preSignUp(ctx context.Context, pool *userpool.Pool, u *userpool.User, r Request) error {
	answer, err := s.deps.Hooks.PreSignUp(ctx, hook.Event{
		Pool: pool, Client: r.Client, Source: hook.SourceSignUp, UserName: string(u.Username),
		Attributes: submitted(u), Metadata: r.Metadata, Validation: r.Validation,
	})
	if err != nil {
		return err
	}
	if answer.AutoConfirm {
		u.Status = userpool.Confirmed
	}
	for a, verify := range map[userpool.AttributeName]bool{
		userpool.AttrEmail: answer.AutoVerifyEmail, userpool.AttrPhone: answer.AutoVerifyPhone,
	} {
		if !verify {
			continue
		}
		if u.Attributes[a] == "" {
			return userpool.Errorf(userpool.InvalidLambdaResponse, "Unrecognizable lambda output")
		}
		u.Attributes[a.VerifiedFlag()] = "true"
	}
	return nil
}

// submitted are the attributes as the request gave them: without flags.
func submitted(u *userpool.User) userpool.Attributes {
	attrs := u.Attributes.Clone()
	delete(attrs, userpool.AttrEmailVerified)
	delete(attrs, userpool.AttrPhoneVerified)
	return attrs
}

// confirmation packs the code that confirms u, nil if none is due: the user is
// confirmed already or has no address that the pool verifies.
func (s *Service) confirmation(ctx context.Context, pool *userpool.Pool, u *userpool.User, r message.Request) (*message.Parcel, error) {
	to, ok := account.SignUpAddress(pool, u)
	if !ok || u.Status != userpool.Unconfirmed {
		return nil, nil
	}
	code, err := onetime.New(s.deps.Rand, s.now(), u, userpool.CodeConfirmSignUp, to.Attribute, to.Value)
	if err != nil {
		return nil, err
	}
	r.Pool, r.User = pool, u
	return s.deps.Mailer.Pack(ctx, code, r)
}

// create stores the user with its names, code and message. With force, aliases
// of others that the user is entitled to move here.
func (s *Service) create(ctx context.Context, pool *userpool.Pool, u *userpool.User, force bool, parcel *message.Parcel) error {
	return s.deps.DB.Update(ctx, func(st Store) error {
		if force {
			if err := account.Release(st, pool, u, u.Created); err != nil {
				return err
			}
		}
		if err := st.InsertUser(u, pool.Names(u)); err != nil {
			return err
		}
		if parcel == nil {
			return nil
		}
		return parcel.Put(st)
	})
}

// finish does what follows the write. The user stays, whatever fails here.
func (s *Service) finish(ctx context.Context, pool *userpool.Pool, client *userpool.Client, u *userpool.User, parcel *message.Parcel, r Request) (Result, error) {
	res := Result{Sub: u.Sub, Confirmed: u.Status == userpool.Confirmed}
	if parcel != nil {
		if err := s.deps.Mailer.Deliver(ctx, parcel, u); err != nil {
			return Result{}, err
		}
		receipt := parcel.Receipt()
		res.Delivery = &receipt
	}
	if res.Confirmed {
		if err := s.postConfirmation(ctx, pool, client.ID, u, r.Metadata); err != nil {
			return Result{}, err
		}
	}
	if s.deps.Sessions == nil || !client.Allows(userpool.AllowChoice) {
		return res, nil
	}
	var err error
	res.Session, err = s.deps.Sessions.AfterSignUp(ctx, pool, client, u)
	return res, err
}

func (s *Service) postConfirmation(ctx context.Context, pool *userpool.Pool, client userpool.ClientID, u *userpool.User, metadata map[string]string) error {
	return s.deps.Hooks.PostConfirmation(ctx, hook.Event{
		Pool: pool, Client: client, Source: hook.SourceConfirmSignUp, User: u,
		UserName: string(u.Username), Metadata: metadata,
	})
}
