package signin

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/crypto/totp"
	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// setupChallenge is MFA_SETUP: the pool demands a second factor and the user
// has none. It is answered with the Session of VerifySoftwareToken, or with an
// e-mail address to which a code then goes; on a login page, which Cognito lets
// ask for it, also with a phone number.
type setupChallenge struct{}

func (setupChallenge) name() string { return stepSetup }

func (setupChallenge) required(a *attempt) bool {
	return a.mfaDue() && a.Flow != flowCustom && len(a.mfaChoices()) == 0
}

func (setupChallenge) issue(_ context.Context, _ *Service, a *attempt) (map[string]string, error) {
	var names []string
	for _, f := range a.setups() {
		names = append(names, string(f))
	}
	if len(names) == 0 {
		return nil, userpool.Errorf(userpool.InvalidParameter, "No MFA method is available for the user.")
	}
	return map[string]string{"MFAS_CAN_SETUP": claims.StringsText(names), "USER_ID_FOR_SRP": a.username()}, nil
}

func (setupChallenge) answer(_ context.Context, _ *Service, a *attempt, answers map[string]string) error {
	to := answers["EMAIL"]
	if to == "" {
		to = answers["email"]
	}
	phone := answers["PHONE_NUMBER"]
	switch {
	case a.SetupDone:
		return a.finishTOTPSetup()
	case phone != "" && a.Hosted:
		return a.setUpSMS(phone)
	case to == "":
		return userpool.Errorf(userpool.NotAuthorized, "Invalid session for the user: MFA is not set up.")
	case !slices.Contains(a.setups(), userpool.FactorEmailOTP):
		return userpool.Errorf(userpool.InvalidParameter, "EMAIL_OTP cannot be set up for the user.")
	case !account.IsEmail(to):
		return userpool.Errorf(userpool.InvalidParameter, "Invalid email address format.")
	}
	a.Setup, a.CodeTo = userpool.FactorEmailOTP, to
	return nil
}

// setUpSMS goes on to a code that is sent to the number.
func (a *attempt) setUpSMS(phone string) error {
	switch {
	case !slices.Contains(a.setups(), userpool.FactorSMSMFA):
		return userpool.Errorf(userpool.InvalidParameter, "SMS_MFA cannot be set up for the user.")
	case !account.IsPhone(phone):
		return userpool.Errorf(userpool.InvalidParameter, "Invalid phone number format.")
	}
	a.Setup, a.CodeTo = userpool.FactorSMSMFA, phone
	return nil
}

// finishTOTPSetup makes the seed that VerifySoftwareToken proved the user's,
// switched on and preferred.
func (a *attempt) finishTOTPSetup() error {
	a.MFA = userpool.FactorSoftwareToken
	a.proved(userpool.CountMFA, amrTOTP)
	seed, step, name := a.SetupSeed, a.SetupStep, a.SetupName
	a.SetupSeed = ""
	return a.change(func(u *userpool.User) error {
		if u.MFA.TOTPSeed != "" {
			return invalidSession() // set up meanwhile by another sign-in
		}
		u.MFA.TOTPSeed, u.MFA.TOTPStep, u.MFA.TOTPName = seed, step, name
		u.MFA.TOTPPending = ""
		u.MFA.TOTPEnabled, u.MFA.Preferred = true, userpool.FactorSoftwareToken
		return nil
	})
}

// AssociateSoftwareToken begins the set-up of an authenticator app within a
// sign-in that demands it: it gives the seed and the Session for
// VerifySoftwareToken. The Session it was given is spent.
func (s *Service) AssociateSoftwareToken(ctx context.Context, session string) (seed, next string, err error) {
	a, err := s.reopenSetup(ctx, session)
	if err != nil {
		return "", "", err
	}
	secret, err := totp.NewSecret(s.deps.Rand)
	if err != nil {
		return "", "", err
	}
	a.SetupSeed, a.SetupDone = secret.Text(), false
	next, err = s.reissue(ctx, a)
	return a.SetupSeed, next, err
}

// VerifySoftwareToken proves that the app has the seed of the Session. A wrong
// code is counted and leaves the Session usable.
func (s *Service) VerifySoftwareToken(ctx context.Context, session, code, device string) (next string, err error) {
	a, err := s.reopenSetup(ctx, session)
	if err != nil {
		return "", err
	}
	if a.SetupSeed == "" {
		return "", userpool.Errorf(userpool.InvalidParameter, "AssociateSoftwareToken has not been called for the session.")
	}
	secret, err := totp.ParseSecret(a.SetupSeed)
	if err != nil {
		return "", err
	}
	step, ok := secret.Match(code, s.deps.Now())
	if !ok {
		return "", s.settle(ctx, a, &wrong{kind: userpool.CountMFA, err: userpool.Errorf(userpool.EnableSoftwareTokenMFA,
			"Code mismatch and fail enable Software Token MFA")})
	}
	a.SetupDone, a.SetupStep, a.SetupName = true, step, device
	return s.reissue(ctx, a)
}

// reopenSetup opens a Session whose pending step is MFA_SETUP with a token.
func (s *Service) reopenSetup(ctx context.Context, session string) (*attempt, error) {
	f, err := s.open(session)
	if err != nil {
		return nil, err
	}
	client, pool, err := s.deps.Registry.Client(ctx, f.Client)
	if err != nil {
		return nil, err
	}
	if !pool.SoftwareTokenMFA {
		return nil, userpool.Errorf(userpool.SoftwareTokenMFANotFound,
			"Software Token MFA has not been enabled by the userPool")
	}
	a := &attempt{facts: *f, pool: pool, client: client, spent: f.ID, spentUntil: f.Expires}
	if err := s.loadUser(ctx, a); err != nil {
		return nil, err
	}
	if f.Step != stepSetup || !slices.Contains(a.setups(), userpool.FactorSoftwareToken) {
		return nil, invalidSession()
	}
	return a, nil
}

// reissue spends the Session and gives its successor at the same step.
func (s *Service) reissue(ctx context.Context, a *attempt) (string, error) {
	if err := s.renew(a); err != nil {
		return "", err
	}
	if err := s.commit(ctx, a); err != nil {
		return "", err
	}
	return s.seal(&a.facts), nil
}
