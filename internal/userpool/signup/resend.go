package signup

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
)

// ResendRequest is a ResendConfirmationCode.
type ResendRequest struct {
	Client     userpool.ClientID
	Username   string
	SecretHash string
	Metadata   map[string]string
}

// Resend sends a new confirmation code; the earlier one no longer works.
func (s *Service) Resend(ctx context.Context, r ResendRequest) (userpool.CodeDelivery, error) {
	client, pool, err := s.enter(ctx, r.Client, r.Username, r.SecretHash)
	if err != nil {
		return userpool.CodeDelivery{}, err
	}
	if len(pool.AutoVerified) == 0 {
		return userpool.CodeDelivery{}, userpool.Errorf(userpool.NotAuthorized,
			"Cannot resend codes. Auto verification not turned on.")
	}
	var u *userpool.User
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		u, err = account.Resolve(st, pool, r.Username)
		return err
	})
	if errors.Is(err, userpool.ErrNotFound) {
		return s.resendNobody(ctx, pool, client, r)
	}
	if err != nil {
		return userpool.CodeDelivery{}, err
	}
	return s.resend(ctx, pool, u, r)
}

func (s *Service) resend(ctx context.Context, pool *userpool.Pool, u *userpool.User, r ResendRequest) (userpool.CodeDelivery, error) {
	var none userpool.CodeDelivery
	switch {
	case !u.Enabled:
		return none, userpool.UserDisabled()
	case u.Status != userpool.Unconfirmed:
		return none, userpool.Errorf(userpool.InvalidParameter, "User is already confirmed.")
	}
	parcel, err := s.confirmation(ctx, pool, u, message.Request{
		Client: r.Client, Kind: userpool.MessageResendCode, Metadata: r.Metadata,
	})
	if err != nil {
		return none, err
	}
	if parcel == nil {
		return none, userpool.Errorf(userpool.InvalidParameter,
			"Cannot resend codes. The user has no email or phone_number to verify.")
	}
	now := s.now()
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := limit.Hourly(st, now, pool.ID, u.Sub, userpool.CountResend, limit.ResendPerHour); err != nil {
			return err
		}
		return parcel.Put(st)
	})
	if err != nil {
		return none, err
	}
	return parcel.Receipt(), s.deps.Mailer.Deliver(ctx, parcel, u)
}

// resendNobody answers for a name that nobody has: where existence is hidden,
// with the same limit, the same writes and an invented destination.
func (s *Service) resendNobody(ctx context.Context, pool *userpool.Pool, client *userpool.Client, r ResendRequest) (userpool.CodeDelivery, error) {
	var none userpool.CodeDelivery
	if !client.HidesUserExistence() {
		return none, unknown()
	}
	to, ok := s.deps.Ghosts.Address(pool, r.Username, account.VerifiedOrder(pool))
	if !ok {
		return none, unknown()
	}
	ghost, now := s.deps.Ghosts.Of(pool, r.Username), s.now()
	code, err := onetime.New(s.deps.Rand, now, ghost, userpool.CodeConfirmSignUp, to.Attribute, to.Value)
	if err != nil {
		return none, err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := limit.Hourly(st, now, pool.ID, ghost.Sub, userpool.CountResend, limit.ResendPerHour); err != nil {
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
