package signin

import (
	"context"
)

// The challenge names of the API.
const (
	stepSelect         = "SELECT_CHALLENGE"
	stepPassword       = "PASSWORD"
	stepVerifier       = "PASSWORD_VERIFIER"
	stepEmailOTP       = "EMAIL_OTP"
	stepSMSOTP         = "SMS_OTP"
	stepPasskey        = "WEB_AUTHN"
	stepCustom         = "CUSTOM_CHALLENGE"
	stepNewPassword    = "NEW_PASSWORD_REQUIRED"
	stepDevice         = "DEVICE_SRP_AUTH"
	stepDeviceVerifier = "DEVICE_PASSWORD_VERIFIER"
	stepSelectMFA      = "SELECT_MFA_TYPE"
	stepSMSMFA         = "SMS_MFA"
	stepTOTP           = "SOFTWARE_TOKEN_MFA"
	stepSetup          = "MFA_SETUP"
)

// challenge is one question. It reads and changes facts; it never names
// another challenge and never mints tokens.
type challenge interface {
	name() string
	// required tells from the facts alone whether the question is due.
	required(a *attempt) bool
	// issue prepares the question and gives its ChallengeParameters.
	issue(ctx context.Context, s *Service, a *attempt) (map[string]string, error)
	// answer records what the answers prove. A failed proof is a *wrong.
	answer(ctx context.Context, s *Service, a *attempt, answers map[string]string) error
}

// challenges is the order in which questions are put: the first factor, then a
// new password, then the device, which may stand for the second factor, then
// that. Two rows may share a name; no facts require both.
var challenges = []challenge{
	selectChallenge{},
	passwordChallenge{},
	verifierChallenge{},
	firstCode{email},
	firstCode{sms},
	passkeyChallenge{},
	customChallenge{},
	newPasswordChallenge{},
	deviceChallenge{},
	deviceVerifierChallenge{},
	setupChallenge{},
	selectMFAChallenge{},
	totpChallenge{},
	mfaCode{sms},
	mfaCode{email},
}

// posed finds the challenge that the Session is at. It is derived anew: if the
// user's settings have changed so that another is due, there is none.
func (a *attempt) posed() challenge {
	if c := next(a); c != nil && c.name() == a.Step {
		return c
	}
	return nil
}
