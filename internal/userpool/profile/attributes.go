package profile

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// UpdateRequest is an UpdateUserAttributes.
type UpdateRequest struct {
	Token      string
	Attributes []account.Given
	Metadata   map[string]string
}

// UpdateAttributes changes attributes of the token's owner and sends a code to
// each changed address that the pool verifies by itself; it tells where these
// went.
func (s *Service) UpdateAttributes(ctx context.Context, r UpdateRequest) ([]userpool.CodeDelivery, error) {
	a, err := s.enter(ctx, r.Token)
	if err != nil {
		return nil, err
	}
	attrs, err := account.Collect(r.Attributes)
	if err != nil {
		return nil, err
	}
	if err := account.CheckWritable(a.Client, attrs.Names()); err != nil {
		return nil, err
	}
	if attrs, err = account.CheckChange(a.Pool, attrs); err != nil {
		return nil, err
	}
	var sent []userpool.CodeDelivery
	err = s.change(ctx, a.User, func(u *userpool.User) (err error) {
		sent, err = s.update(ctx, a, u, attrs, r.Metadata)
		return err
	})
	return sent, account.Taken(a.Pool, err, account.ByChange)
}

func (s *Service) update(ctx context.Context, a *token.Access, u *userpool.User, attrs userpool.Attributes, metadata map[string]string) ([]userpool.CodeDelivery, error) {
	next, now := account.Copy(u), s.now()
	next.Modified = now
	due := account.Change(a.Pool, next, attrs)
	if len(due) > 0 {
		err := s.deps.DB.View(ctx, func(st Store) error { return account.CheckReserved(st, a.Pool, next) })
		if err != nil {
			return nil, err
		}
	}
	var parcels []*message.Parcel
	for _, to := range due {
		parcel, err := s.pack(ctx, next, to, message.Request{
			Pool: a.Pool, Client: a.Client.ID, Kind: userpool.MessageUpdateAttribute, Metadata: metadata,
		})
		if err != nil {
			return nil, err
		}
		parcels = append(parcels, parcel)
	}
	err := s.deps.DB.Update(ctx, func(st Store) error {
		if err := account.Write(st, a.Pool, next); err != nil {
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
		return nil, err
	}
	return s.deliver(ctx, parcels, next)
}

// pack makes a code that proves an address of u, and its message.
func (s *Service) pack(ctx context.Context, u *userpool.User, to account.Address, r message.Request) (*message.Parcel, error) {
	code, err := onetime.New(s.deps.Rand, s.now(), u, userpool.VerifyPurpose(to.Attribute), to.Attribute, to.Value)
	if err != nil {
		return nil, err
	}
	r.User = u
	return s.deps.Mailer.Pack(ctx, code, r)
}

func (s *Service) deliver(ctx context.Context, parcels []*message.Parcel, u *userpool.User) ([]userpool.CodeDelivery, error) {
	var sent []userpool.CodeDelivery
	for _, p := range parcels {
		if err := s.deps.Mailer.Deliver(ctx, p, u); err != nil {
			return nil, err
		}
		sent = append(sent, p.Receipt())
	}
	return sent, nil
}

// DeleteAttributes removes attributes of the token's owner that the client may
// write. One that the user does not have is no error.
func (s *Service) DeleteAttributes(ctx context.Context, accessToken string, names []userpool.AttributeName) error {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return err
	}
	if err := account.CheckWritable(a.Client, names); err != nil {
		return err
	}
	if err := account.CheckDelete(a.Pool, names); err != nil {
		return err
	}
	now := s.now()
	return s.deps.DB.Update(ctx, func(st Store) error {
		u, err := find(st, a.User)
		if err != nil {
			return err
		}
		account.Delete(u, names)
		u.Modified = now
		return account.Write(st, a.Pool, u)
	})
}
