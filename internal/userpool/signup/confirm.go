package signup

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/onetime"
)

// ConfirmRequest is a ConfirmSignUp.
type ConfirmRequest struct {
	Client     userpool.ClientID
	Username   string
	SecretHash string
	Code       string
	ForceAlias bool
	Session    string // of the SignUp answer, "" when not sent
	Metadata   map[string]string
}

// Confirm redeems the code of a sign-up: the user becomes CONFIRMED and the
// address that the code went to verified. An alias of somebody else is
// AliasExists, unless ForceAlias moves it. The Session is "" unless the
// request carried a good one: the user is confirmed all the same.
func (s *Service) Confirm(ctx context.Context, r ConfirmRequest) (session string, err error) {
	client, pool, err := s.enter(ctx, r.Client, r.Username, r.SecretHash)
	if err != nil {
		return "", err
	}
	u, err := s.confirm(ctx, pool, client, r)
	if err != nil || r.Session == "" || s.deps.Sessions == nil {
		return "", err
	}
	session, err = s.deps.Sessions.AfterConfirmation(ctx, pool, client, u, r.Session)
	if userpool.CodeOf(err) != "" {
		return "", nil
	}
	return session, err
}

// ConfirmByLink is Confirm for the link in a verification mail. Links carry no
// secret, so a client's secret is not asked for.
func (s *Service) ConfirmByLink(ctx context.Context, id userpool.ClientID, username, code string) error {
	client, pool, err := s.deps.Registry.Client(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.confirm(ctx, pool, client, ConfirmRequest{Client: id, Username: username, Code: code})
	return err
}

func (s *Service) confirm(ctx context.Context, pool *userpool.Pool, client *userpool.Client, r ConfirmRequest) (*userpool.User, error) {
	var u *userpool.User
	err := s.tally(ctx, func(st Store) (err error) {
		u, err = account.Resolve(st, pool, r.Username)
		if errors.Is(err, userpool.ErrNotFound) {
			return s.confirmNobody(st, pool, client, r)
		}
		if err != nil {
			return err
		}
		return s.redeem(st, pool, u, r)
	})
	if err != nil {
		return nil, account.Taken(pool, err, account.ByChange)
	}
	return u, s.postConfirmation(ctx, pool, r.Client, u, r.Metadata)
}

// redeem decides within the transaction that acts on it.
func (s *Service) redeem(st Store, pool *userpool.Pool, u *userpool.User, r ConfirmRequest) error {
	if err := checkUnconfirmed(u); err != nil {
		return err
	}
	now := s.now()
	if err := limit.Hourly(st, now, pool.ID, u.Sub, userpool.CountConfirm, limit.ConfirmPerHour); err != nil {
		return err
	}
	code, err := onetime.Redeem(st, now, u, userpool.CodeConfirmSignUp, r.Code)
	if err != nil {
		return err
	}
	if !account.Prove(u, account.Address{Attribute: code.Attribute, Value: code.Destination}) {
		return onetime.Expired()
	}
	u.Status, u.Modified = userpool.Confirmed, now
	if err := st.UpdateUser(u); err != nil {
		return err
	}
	return account.Claim(st, pool, u, r.ForceAlias, now)
}

// confirmNobody answers for a name that nobody has. Where existence is hidden
// the attempt is counted like any other, or the limit would tell.
func (s *Service) confirmNobody(st Store, pool *userpool.Pool, client *userpool.Client, r ConfirmRequest) error {
	if !client.HidesUserExistence() {
		return unknown()
	}
	ghost, now := s.deps.Ghosts.Of(pool, r.Username), s.now()
	if err := limit.Hourly(st, now, pool.ID, ghost.Sub, userpool.CountConfirm, limit.ConfirmPerHour); err != nil {
		return err
	}
	if _, err := onetime.Check(st, now, ghost, userpool.CodeConfirmSignUp, r.Code); err != nil {
		return err
	}
	return onetime.Mismatch() // the code was guessed, but there is nobody to confirm
}

func checkUnconfirmed(u *userpool.User) error {
	if u.Status != userpool.Unconfirmed {
		return userpool.Errorf(userpool.NotAuthorized, "User cannot be confirmed. Current status is %s", u.Status)
	}
	return nil
}

// AdminConfirm confirms a user without a code; no address becomes verified.
func (s *Service) AdminConfirm(ctx context.Context, id userpool.PoolID, username string, metadata map[string]string) error {
	pool, err := s.deps.Registry.Pool(ctx, id)
	if err != nil {
		return err
	}
	var u *userpool.User
	now := s.now()
	err = s.deps.DB.Update(ctx, func(st Store) (err error) {
		if u, err = account.Find(st, pool, username); err != nil {
			return err
		}
		if err := checkUnconfirmed(u); err != nil {
			return err
		}
		u.Status, u.Modified = userpool.Confirmed, now
		if _, err := st.DeleteCode(pool.ID, u.Sub, userpool.CodeConfirmSignUp); err != nil {
			return err
		}
		return st.UpdateUser(u)
	})
	if err != nil {
		return err
	}
	return s.postConfirmation(ctx, pool, hook.NoClient, u, metadata)
}
