package directory

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
)

// Update is an AdminUpdateUserAttributes.
type Update struct {
	Pool       userpool.PoolID
	Username   string
	Attributes []account.Given
	Metadata   map[string]string
}

// UpdateAttributes changes attributes of a user. A changed address that the
// pool verifies by itself is sent a code, unless the same call marks it as
// verified.
func (s *Service) UpdateAttributes(ctx context.Context, r Update) error {
	return account.Retry(func() error {
		u, pool, err := s.find(ctx, r.Pool, r.Username)
		if err != nil {
			return err
		}
		err = s.update(ctx, pool, u, r)
		return account.Taken(pool, err, account.ByChange)
	})
}

func (s *Service) update(ctx context.Context, pool *userpool.Pool, u *userpool.User, r Update) error {
	attrs, err := account.Collect(r.Attributes)
	if err != nil {
		return err
	}
	if attrs, err = account.CheckChange(pool, attrs); err != nil {
		return err
	}
	if u.Status == userpool.Unconfirmed {
		if err := account.CheckPreferredUsername(pool, attrs); err != nil {
			return err
		}
	}
	next := account.Copy(u)
	next.Modified = s.now()
	due := account.Change(pool, next, attrs)
	if len(due) > 0 {
		err := s.deps.DB.View(ctx, func(st Store) error { return account.CheckReserved(st, pool, next) })
		if err != nil {
			return err
		}
	}
	parcels, err := s.pack(ctx, pool, next, due, r.Metadata)
	if err != nil {
		return err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := account.Write(st, pool, next); err != nil {
			return err
		}
		for _, p := range parcels {
			if err := p.Put(st); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range parcels {
		if err := s.deps.Mailer.Deliver(ctx, p, next); err != nil {
			return err
		}
	}
	return nil
}

// pack makes a code for each address that is to be verified, and its message.
func (s *Service) pack(ctx context.Context, pool *userpool.Pool, u *userpool.User, due []account.Address, metadata map[string]string) ([]*message.Parcel, error) {
	var parcels []*message.Parcel
	for _, to := range due {
		code, err := onetime.New(s.deps.Rand, s.now(), u, userpool.VerifyPurpose(to.Attribute), to.Attribute, to.Value)
		if err != nil {
			return nil, err
		}
		p, err := s.deps.Mailer.Pack(ctx, code, message.Request{
			Pool: pool, User: u, Client: hook.NoClient, Kind: userpool.MessageUpdateAttribute, Metadata: metadata,
		})
		if err != nil {
			return nil, err
		}
		parcels = append(parcels, p)
	}
	return parcels, nil
}

// DeleteAttributes removes attributes of a user. One that the user does not
// have is no error.
func (s *Service) DeleteAttributes(ctx context.Context, pool userpool.PoolID, username string, names []userpool.AttributeName) error {
	now := s.now()
	return s.alter(ctx, pool, username, func(st Store, p *userpool.Pool, u *userpool.User) error {
		if err := account.CheckDelete(p, names); err != nil {
			return err
		}
		account.Delete(u, names)
		u.Modified = now
		return account.Write(st, p, u)
	})
}
