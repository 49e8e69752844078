package signin

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
)

// passkeyChallenge is WEB_AUTHN: an assertion by one of the user's passkeys.
type passkeyChallenge struct{}

func (passkeyChallenge) name() string { return stepPasskey }

func (passkeyChallenge) required(a *attempt) bool {
	return a.First == "" && a.Chosen == userpool.FactorWebAuthn
}

func (passkeyChallenge) issue(ctx context.Context, s *Service, a *attempt) (map[string]string, error) {
	rp, ok := s.deps.RelyingParty(ctx, a.pool)
	if !ok {
		return nil, userpool.Errorf(userpool.InvalidParameter, "WebAuthn is not configured for the user pool.")
	}
	options, challenge, err := factor.RequestPasskey(s.deps.Rand, rp, a.keys, a.userVerification())
	if err != nil {
		return nil, err
	}
	a.Passkey = challenge
	return map[string]string{"CREDENTIAL_REQUEST_OPTIONS": options}, nil
}

func (passkeyChallenge) answer(ctx context.Context, s *Service, a *attempt, answers map[string]string) error {
	if answers["CREDENTIAL"] == "" {
		return missing("CREDENTIAL")
	}
	if err := a.checkState(); err != nil {
		return err
	}
	if err := s.loadPasskeys(ctx, a); err != nil {
		return err
	}
	// Settings may have changed since the question was put: a passkey must not
	// stand alone where a second factor is due by now.
	if a.user != nil && !slices.Contains(available(a), userpool.FactorWebAuthn) {
		return invalidSession()
	}
	rp, _ := s.deps.RelyingParty(ctx, a.pool)
	key, err := factor.CheckPasskey(rp, a.Passkey, a.keys, a.userVerification() == "required", answers["CREDENTIAL"])
	if err != nil || a.user == nil {
		return &wrong{err: userpool.WrongPassword().Because(err), kind: userpool.CountMFA, ends: true}
	}
	a.First = userpool.FactorWebAuthn
	amr := amrRoaming
	if key.Attachment == "platform" {
		amr = amrPlatform
	}
	a.proved(userpool.CountMFA, amr)
	a.write(func(st Store) error { return st.UpdatePasskey(*key) })
	return nil
}

// userVerification is what the ceremony demands: "required" where the passkey
// stands for two factors or the pool says so.
func (a *attempt) userVerification() string {
	if a.passkeyCountsForTwo() && a.mfaApplies() {
		return "required"
	}
	if a.pool.WebAuthn != nil && a.pool.WebAuthn.UserVerification != "" {
		return a.pool.WebAuthn.UserVerification
	}
	return "preferred"
}

// loadPasskeys reads the user's passkeys where the pool lets them sign in.
func (s *Service) loadPasskeys(ctx context.Context, a *attempt) error {
	if a.user == nil || a.keys != nil || !a.pool.AllowsFirstFactor(userpool.FactorWebAuthn) {
		return nil
	}
	return s.deps.DB.View(ctx, func(st Store) (err error) { a.keys, err = st.Passkeys(a.Pool, a.Sub); return err })
}
