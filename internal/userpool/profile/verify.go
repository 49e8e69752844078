package profile

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
)

func checkAddress(n userpool.AttributeName) error {
	if n.Medium() == "" {
		return userpool.Errorf(userpool.InvalidParameter,
			"Invalid attribute name. Only phone_number and email can be verified.")
	}
	return nil
}

// SendCode sends a code that verifies the owner's address in n: the one that
// waits to be verified, else the current one.
func (s *Service) SendCode(ctx context.Context, accessToken string, n userpool.AttributeName, metadata map[string]string) (userpool.CodeDelivery, error) {
	var none userpool.CodeDelivery
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return none, err
	}
	if err := checkAddress(n); err != nil {
		return none, err
	}
	to, ok := account.Expected(a.User, n)
	if !ok {
		return none, userpool.Errorf(userpool.InvalidParameter, "The user has no %s to verify.", n)
	}
	parcel, err := s.pack(ctx, a.User, to, message.Request{
		Pool: a.Pool, Client: a.Client.ID, Kind: userpool.MessageVerifyAttribute, Metadata: metadata,
	})
	if err != nil {
		return none, err
	}
	now := s.now()
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := limit.Hourly(st, now, a.Pool.ID, a.User.Sub, userpool.CountVerifySend, limit.VerifySendPerHour); err != nil {
			return err
		}
		return parcel.Put(st)
	})
	if err != nil {
		return none, err
	}
	return parcel.Receipt(), s.deps.Mailer.Deliver(ctx, parcel, a.User)
}

// Verify redeems a code that was sent to an address of the token's owner. An
// address that waited takes the place of the old one. AliasExists if it has
// become somebody else's alias in the meantime.
func (s *Service) Verify(ctx context.Context, accessToken string, n userpool.AttributeName, answer string) error {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return err
	}
	if err := checkAddress(n); err != nil {
		return err
	}
	now := s.now()
	err = s.tally(ctx, func(st Store) error {
		u, err := find(st, a.User)
		if err != nil {
			return err
		}
		if err := limit.Hourly(st, now, u.Pool, u.Sub, userpool.CountVerify, limit.VerifyPerHour); err != nil {
			return err
		}
		code, err := onetime.Redeem(st, now, u, userpool.VerifyPurpose(n), answer)
		if err != nil {
			return err
		}
		if !account.Prove(u, account.Address{Attribute: code.Attribute, Value: code.Destination}) {
			return onetime.Expired() // the address has changed since the code was sent
		}
		u.Modified = now
		return account.Write(st, a.Pool, u)
	})
	return account.Taken(a.Pool, err, account.ByChange)
}
