// Package onetime issues and redeems the codes that are sent to users: to
// confirm a sign-up, to verify an address, to reset a password.
//
// It owns their form, their lifetime and what a wrong or late one answers. How
// often a user may try is package limit's; how a code travels is message's.
package onetime

import (
	"errors"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Digits is the length of a code.
const Digits = 6

// Lifetime is how long a code of the purpose can be redeemed.
func Lifetime(p userpool.CodePurpose) time.Duration {
	if p == userpool.CodeResetPassword {
		return time.Hour
	}
	return 24 * time.Hour
}

// New makes a code for the address that u has (or will have) in attribute a.
func New(rand io.Reader, now time.Time, u *userpool.User, p userpool.CodePurpose, a userpool.AttributeName, to string) (userpool.OneTimeCode, error) {
	v, err := codes.Numeric(rand, Digits)
	if err != nil {
		return userpool.OneTimeCode{}, err
	}
	return userpool.OneTimeCode{
		Pool: u.Pool, Sub: u.Sub, Purpose: p, Value: v,
		Attribute: a, Destination: to, Expires: now.Add(Lifetime(p)),
	}, nil
}

// Store keeps at most one code of each purpose for a user.
type Store interface {
	Code(userpool.PoolID, userpool.Sub, userpool.CodePurpose) (userpool.OneTimeCode, error)
	DeleteCode(userpool.PoolID, userpool.Sub, userpool.CodePurpose) (bool, error)
}

// Mismatch is the answer to a wrong code.
func Mismatch() *userpool.Error {
	return userpool.Errorf(userpool.CodeMismatch, "Invalid verification code provided, please try again.")
}

// Expired is the answer to a late code, and when none was asked for.
func Expired() *userpool.Error {
	return userpool.Errorf(userpool.ExpiredCode, "Invalid code provided, please request a code again.")
}

// Check compares answer with the user's live code of the purpose and leaves
// the code where it is.
func Check(s Store, now time.Time, u *userpool.User, p userpool.CodePurpose, answer string) (userpool.OneTimeCode, error) {
	c, err := s.Code(u.Pool, u.Sub, p)
	if errors.Is(err, userpool.ErrNotFound) {
		return c, Expired()
	}
	if err != nil {
		return c, err
	}
	if !now.Before(c.Expires) {
		return c, Expired()
	}
	if !codes.Equal(answer, c.Value) {
		return c, Mismatch()
	}
	return c, nil
}

// Redeem is Check that uses the code up: of two answers that arrive together
// one wins and the other finds no code.
func Redeem(s Store, now time.Time, u *userpool.User, p userpool.CodePurpose, answer string) (userpool.OneTimeCode, error) {
	c, err := Check(s, now, u, p, answer)
	if err != nil {
		return c, err
	}
	ok, err := s.DeleteCode(u.Pool, u.Sub, p)
	if err != nil {
		return c, err
	}
	if !ok {
		return c, Expired()
	}
	return c, nil
}
