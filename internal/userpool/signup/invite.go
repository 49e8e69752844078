package signup

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/message"
)

// Action says what becomes of the invitation of AdminCreateUser.
type Action string

// The actions; "" creates the user and invites.
const (
	Resend   Action = "RESEND"   // invite an existing user once more
	Suppress Action = "SUPPRESS" // create the user and say nothing
)

// Invitation is an AdminCreateUser.
type Invitation struct {
	Pool       userpool.PoolID
	Username   string
	Attributes []account.Given
	Password   *string // temporary; nil draws one
	Action     Action
	Mediums    []userpool.Medium // none means SMS
	ForceAlias bool
	Validation map[string]string
	Metadata   map[string]string
}

// Invite creates a user on an administrator's word, with a temporary password
// that is sent to it; or, with Resend, gives an existing user another one. In
// pools that sign in with codes a user whom a code can reach needs no password
// and is CONFIRMED at once.
func (s *Service) Invite(ctx context.Context, r Invitation) (*userpool.User, error) {
	pool, err := s.deps.Registry.Pool(ctx, r.Pool)
	if err != nil {
		return nil, err
	}
	if r.Action == Resend {
		var u *userpool.User
		err := account.Retry(func() (err error) {
			u, err = s.inviteAgain(ctx, pool, r)
			return err
		})
		return u, err
	}
	u, err := s.invited(pool, r)
	if err != nil {
		return nil, err
	}
	password, err := s.temporaryPassword(pool, r.Password, u.Status == userpool.Confirmed)
	if err != nil {
		return nil, err
	}
	if err := s.checkInvited(ctx, pool, u, r.ForceAlias); err != nil {
		return nil, account.Taken(pool, err, account.ByAdmin)
	}
	if _, err := s.deps.Hooks.PreSignUp(ctx, hook.Event{
		Pool: pool, Client: hook.NoClient, Source: hook.SourceAdminCreateUser, UserName: string(u.Username),
		Attributes: u.Attributes.Clone(), Metadata: r.Metadata, Validation: r.Validation,
	}); err != nil {
		return nil, err
	}
	if err := s.setTemporary(ctx, pool, u, password); err != nil {
		return nil, err
	}
	post, err := s.invitations(ctx, pool, u, password, r)
	if err != nil {
		return nil, err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if r.ForceAlias {
			if err := account.Release(st, pool, u, u.Created); err != nil {
				return err
			}
		}
		if err := st.InsertUser(u, pool.Names(u)); err != nil {
			return err
		}
		return post.put(st)
	})
	if err != nil {
		return nil, account.Taken(pool, err, account.ByAdmin)
	}
	return u, s.deliver(ctx, post, u)
}

// invited makes the user that the invitation describes, not yet stored. It is
// CONFIRMED if it is to have no password.
func (s *Service) invited(pool *userpool.Pool, r Invitation) (*userpool.User, error) {
	attrs, err := account.Collect(r.Attributes)
	if err != nil {
		return nil, err
	}
	u, err := s.newUser(pool, r.Username, attrs)
	if err != nil {
		return nil, err
	}
	u.Status = userpool.ForceChangePassword
	// Required attributes may wait for NEW_PASSWORD_REQUIRED.
	if u.Attributes, err = account.CheckNew(pool, attrs, false); err != nil {
		return nil, err
	}
	if r.Password == nil && pool.Passwordless() && account.ReachableByCode(pool, u) {
		u.Status = userpool.Confirmed
		return u, account.CheckRequired(pool, u.Attributes)
	}
	return u, nil
}

// checkInvited looks for the names of u before the PreSignUp function runs.
// With force, an alias of somebody else is no obstacle.
func (s *Service) checkInvited(ctx context.Context, pool *userpool.Pool, u *userpool.User, force bool) error {
	probe := *u
	if force {
		probe.Attributes = probe.Attributes.Clone()
		delete(probe.Attributes, userpool.AttrEmailVerified)
		delete(probe.Attributes, userpool.AttrPhoneVerified)
	}
	return s.checkFree(ctx, pool, &probe)
}

// temporaryPassword checks the given password or draws one; "" for none.
func (s *Service) temporaryPassword(pool *userpool.Pool, given *string, without bool) (string, error) {
	if given != nil {
		return *given, pool.Password.Check(*given)
	}
	if without {
		return "", nil
	}
	return codes.TemporaryPassword(s.deps.Rand, codes.PasswordRules{
		MinLength: pool.Password.MinimumLength, Lower: pool.Password.RequireLower, Upper: pool.Password.RequireUpper,
		Number: pool.Password.RequireNumbers, Symbol: pool.Password.RequireSymbols,
	})
}

func (s *Service) setTemporary(ctx context.Context, pool *userpool.Pool, u *userpool.User, password string) error {
	if password == "" {
		return nil
	}
	cred, err := s.deps.Passwords.New(ctx, pool, u.Username, password)
	if err != nil {
		return err
	}
	factor.SetPassword(pool, u, cred, s.now().Add(pool.Password.TemporaryValidity()))
	return nil
}

// inviteAgain replaces the temporary password of a user who has never used it.
func (s *Service) inviteAgain(ctx context.Context, pool *userpool.Pool, r Invitation) (*userpool.User, error) {
	var u *userpool.User
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		u, err = account.Find(st, pool, r.Username)
		return err
	})
	if err != nil {
		return nil, err
	}
	if u.Status != userpool.ForceChangePassword {
		return nil, userpool.Errorf(userpool.UnsupportedUserState,
			"Resend not possible. %s status is not FORCE_CHANGE_PASSWORD", r.Username)
	}
	password, err := s.temporaryPassword(pool, r.Password, false)
	if err != nil {
		return nil, err
	}
	if err := s.setTemporary(ctx, pool, u, password); err != nil {
		return nil, err
	}
	u.Modified = s.now()
	post, err := s.invitations(ctx, pool, u, password, r)
	if err != nil {
		return nil, err
	}
	var stored userpool.User
	err = s.deps.DB.Update(ctx, func(st Store) error {
		stored = *u // a second run must see the version that was read
		if err := st.UpdateUser(&stored); err != nil {
			return err
		}
		return post.put(st)
	})
	if err != nil {
		return nil, err
	}
	return &stored, s.deliver(ctx, post, &stored)
}

// post is the invitation on each channel that reaches the user.
type post struct {
	drafts []userpool.Message // stored with the user
	sends  []message.Request  // sent afterwards, through the pool's functions
}

func (s *Service) invitations(ctx context.Context, pool *userpool.Pool, u *userpool.User, password string, r Invitation) (post, error) {
	var p post
	if r.Action == Suppress {
		return p, nil
	}
	for _, a := range []userpool.AttributeName{userpool.AttrEmail, userpool.AttrPhone} {
		if u.Attributes[a] == "" || !wants(r.Mediums, a.Medium()) {
			continue
		}
		req := message.Request{
			Pool: pool, User: u, Client: hook.NoClient, Kind: userpool.MessageAdminCreateUser, Medium: a.Medium(),
			To: u.Attributes[a], Code: password, NoPassword: password == "", Metadata: r.Metadata,
		}
		if pool.UsesUsernameAttributes() {
			req.Name = r.Username // nobody signs in with a UUID
		}
		draft, err := s.deps.Mailer.Draft(ctx, req)
		if err != nil {
			return p, err
		}
		if draft == nil {
			p.sends = append(p.sends, req)
		} else {
			p.drafts = append(p.drafts, *draft)
		}
	}
	return p, nil
}

func wants(mediums []userpool.Medium, m userpool.Medium) bool {
	if len(mediums) == 0 {
		return m == userpool.MediumSMS
	}
	return slices.Contains(mediums, m)
}

func (p post) put(st message.Store) error {
	for _, m := range p.drafts {
		if err := st.InsertMessage(m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) deliver(ctx context.Context, p post, u *userpool.User) error {
	for _, r := range p.sends {
		r.User = u
		if err := s.deps.Mailer.Send(ctx, r); err != nil {
			return err
		}
	}
	return nil
}
