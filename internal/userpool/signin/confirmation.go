package signin

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// confirmation is the first factor of a sign-in straight after ConfirmSignUp.
const confirmation userpool.Factor = "CONFIRMATION"

// stepConfirmed is the pending step of the Session that ConfirmSignUp gives.
const stepConfirmed = "CONFIRMED"

// AfterSignUp gives the Session that SignUp answers in a choice-based client:
// ConfirmSignUp takes it and gives one that signs in.
func (s *Service) AfterSignUp(_ context.Context, p *userpool.Pool, c *userpool.Client, u *userpool.User) (string, error) {
	return s.confirmationSession(p, c, u, "SIGNED_UP")
}

// AfterConfirmation gives the Session that ConfirmSignUp answers. It stands for
// the first factor of one USER_AUTH sign-in of the same user and client.
func (s *Service) AfterConfirmation(_ context.Context, p *userpool.Pool, c *userpool.Client, u *userpool.User, session string) (string, error) {
	f, err := s.open(session)
	if err != nil {
		return "", err
	}
	if f.Pool != p.ID || f.Client != c.ID || f.Sub != u.Sub || f.Step != "SIGNED_UP" {
		return "", invalidSession()
	}
	return s.confirmationSession(p, c, u, stepConfirmed)
}

func (s *Service) confirmationSession(p *userpool.Pool, c *userpool.Client, u *userpool.User, step string) (string, error) {
	a := &attempt{client: c, facts: facts{Pool: p.ID, Client: c.ID, Sub: u.Sub, Name: string(u.Username),
		Flow: flowChoice, Step: step}}
	if err := s.renew(a); err != nil {
		return "", err
	}
	return s.seal(&a.facts), nil
}

// afterConfirmation takes that Session as the first factor, once.
func (s *Service) afterConfirmation(a *attempt, session string) error {
	f, err := s.open(session)
	if err != nil {
		return err
	}
	if f.Pool != a.Pool || f.Client != a.Client || f.Sub != a.Sub || f.Step != stepConfirmed || a.user == nil ||
		a.user.Status != userpool.Confirmed {
		return invalidSession()
	}
	a.First = confirmation
	a.spent, a.spentUntil = f.ID, f.Expires
	return nil
}
