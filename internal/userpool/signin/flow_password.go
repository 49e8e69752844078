package signin

import (
	"context"

	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// beginPassword is USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: the
// password comes with the first request.
func beginPassword(ctx context.Context, s *Service, a *attempt, r Start) (*Outcome, error) {
	if err := require(r.Params, "USERNAME", "PASSWORD"); err != nil {
		return nil, err
	}
	if err := s.identify(ctx, a, r, account.Resolve); err != nil {
		return nil, err
	}
	if err := s.admit(ctx, a); err != nil {
		return nil, err
	}
	if err := s.noteDevice(ctx, a, r.Params["DEVICE_KEY"]); err != nil {
		return nil, err
	}
	return nil, s.provePassword(ctx, a, r.Params["PASSWORD"])
}

// beginSRP is USER_SRP_AUTH: the verifier challenge follows.
func beginSRP(ctx context.Context, s *Service, a *attempt, r Start) (*Outcome, error) {
	if err := require(r.Params, "USERNAME", "SRP_A"); err != nil {
		return nil, err
	}
	if err := a.takeSRPA(r.Params["SRP_A"]); err != nil {
		return nil, err
	}
	if err := s.identify(ctx, a, r, account.ResolveName); err != nil {
		return nil, err
	}
	if err := s.admit(ctx, a); err != nil {
		return nil, err
	}
	a.Chosen = userpool.FactorPassword
	return nil, s.noteDevice(ctx, a, r.Params["DEVICE_KEY"])
}

func (a *attempt) takeSRPA(hex string) error {
	if _, err := srp.ParseA(hex); err != nil {
		return userpool.Errorf(userpool.InvalidParameter, "Invalid SRP_A value").Because(err)
	}
	a.srp.clientA, a.HasSRPA = hex, true
	return nil
}

// provePassword checks a plain password against the record that SRP uses too.
func (s *Service) provePassword(ctx context.Context, a *attempt, password string) error {
	refusal := a.checkState()
	if refusal != nil && !isWrongPassword(refusal) {
		return refusal
	}
	if !s.deps.Passwords.Matches(ctx, a.pool, a.user, password) || refusal != nil {
		return &wrong{err: userpool.WrongPassword(), kind: userpool.CountPassword, ends: true}
	}
	return s.passwordProved(a)
}

// passwordProved records the proof, unless the password was temporary and its
// time is over.
func (s *Service) passwordProved(a *attempt) error {
	if e := a.user.PasswordExpires; !e.IsZero() && !s.deps.Now().Before(e) {
		return userpool.Errorf(userpool.NotAuthorized,
			"Temporary password has expired and must be reset by an administrator.")
	}
	a.First = userpool.FactorPassword
	a.Password = fingerprint(a.user.Password)
	a.proved(userpool.CountPassword, amrPassword)
	return nil
}
