package signin

import (
	"context"

	"github.com/cognate-id/cognate/internal/crypto/totp"
	"github.com/cognate-id/cognate/internal/userpool"
)

// totpChallenge is SOFTWARE_TOKEN_MFA: a code of the user's authenticator app
// (RFC 6238). Each step of 30 seconds counts once.
type totpChallenge struct{}

func (totpChallenge) name() string { return stepTOTP }

func (totpChallenge) required(a *attempt) bool {
	return a.mfaDue() && a.mfaPick() == userpool.FactorSoftwareToken
}

func (totpChallenge) issue(_ context.Context, _ *Service, a *attempt) (map[string]string, error) {
	p := map[string]string{"USER_ID_FOR_SRP": a.username()}
	if n := a.user.MFA.TOTPName; n != "" {
		p["FRIENDLY_DEVICE_NAME"] = n
	}
	return p, nil
}

func (totpChallenge) answer(_ context.Context, s *Service, a *attempt, answers map[string]string) error {
	code := answers["SOFTWARE_TOKEN_MFA_CODE"]
	if code == "" {
		return missing("SOFTWARE_TOKEN_MFA_CODE")
	}
	seed := a.user.MFA.TOTPSeed
	secret, err := totp.ParseSecret(seed)
	if err != nil {
		return err
	}
	step, ok := secret.Match(code, s.deps.Now())
	if !ok {
		return &wrong{err: userpool.Errorf(userpool.CodeMismatch, "Invalid code received for user"), kind: userpool.CountMFA}
	}
	a.MFA = userpool.FactorSoftwareToken
	a.proved(userpool.CountMFA, amrTOTP)
	return a.change(func(u *userpool.User) error {
		if u.MFA.TOTPSeed != seed {
			return invalidSession()
		}
		if step <= u.MFA.TOTPStep {
			return userpool.Errorf(userpool.ExpiredCode, "Your software token has already been used once.")
		}
		u.MFA.TOTPStep = step
		return nil
	})
}
