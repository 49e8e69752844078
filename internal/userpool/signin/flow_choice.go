package signin

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// beginChoice is USER_AUTH: the user, or PREFERRED_CHALLENGE, picks the first
// factor. A Session of ConfirmSignUp stands for one.
func beginChoice(ctx context.Context, s *Service, a *attempt, r Start) (*Outcome, error) {
	if err := require(r.Params, "USERNAME"); err != nil {
		return nil, err
	}
	preferred := r.Params["PREFERRED_CHALLENGE"]
	if preferred != "" && !slices.Contains(choices, preferred) {
		return nil, userpool.Errorf(userpool.InvalidParameter, "Invalid PREFERRED_CHALLENGE: %s", preferred)
	}
	if a := r.Params["SRP_A"]; preferred == choiceSRP && a == "" {
		return nil, missing("SRP_A")
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
	if err := s.loadPasskeys(ctx, a); err != nil {
		return nil, err
	}
	if r.Session != "" {
		return nil, s.afterConfirmation(a, r.Session)
	}
	if err := s.stepUp(ctx, a, r); err != nil {
		return nil, err
	}
	if a.First != "" || !slices.Contains(a.choiceNames(), preferred) {
		return nil, nil
	}
	// A plan of stepUp has settled the factor; the preference may say how.
	if a.Chosen != "" && a.Chosen != factorOf(preferred) {
		return nil, nil
	}
	return nil, s.choose(ctx, a, preferred, r.Params)
}

// The values of PREFERRED_CHALLENGE and of the ANSWER to SELECT_CHALLENGE.
const (
	choicePassword = "PASSWORD"
	choiceSRP      = "PASSWORD_SRP"
	choiceEmail    = "EMAIL_OTP"
	choiceSMS      = "SMS_OTP"
	choicePasskey  = "WEB_AUTHN"
)

// factorOf is the first factor that a choice begins.
func factorOf(choice string) userpool.Factor {
	if choice == choiceSRP {
		return userpool.FactorPassword
	}
	return userpool.Factor(choice)
}

var choices = []string{choicePassword, choiceSRP, choiceEmail, choiceSMS, choicePasskey}

// choose records which first factor comes, and proves a password that came along.
func (s *Service) choose(ctx context.Context, a *attempt, choice string, given map[string]string) error {
	switch choice {
	case choicePassword:
		a.Chosen = userpool.FactorPassword
		if given["PASSWORD"] != "" {
			return s.provePassword(ctx, a, given["PASSWORD"])
		}
	case choiceSRP:
		a.Chosen = userpool.FactorPassword
		if given["SRP_A"] == "" {
			return missing("SRP_A")
		}
		return a.takeSRPA(given["SRP_A"])
	default:
		a.Chosen = factorOf(choice)
	}
	return nil
}

// available lists the first factors that the user owns and the pool allows.
// Users who must give a second factor have the password, and a passkey where
// it counts for two. An unknown user owns what the pool allows.
func available(a *attempt) []userpool.Factor {
	var out []userpool.Factor
	if a.pool.AllowsFirstFactor(userpool.FactorPassword) && (a.user == nil || a.user.HasPassword()) {
		out = append(out, userpool.FactorPassword)
	}
	if a.user != nil && a.user.Status == userpool.ForceChangePassword {
		return out
	}
	mfa := a.user != nil && a.mfaApplies()
	if !mfa && a.pool.AllowsFirstFactor(userpool.FactorEmailOTP) && a.reachable(userpool.AttrEmail) {
		out = append(out, userpool.FactorEmailOTP)
	}
	if !mfa && a.pool.AllowsFirstFactor(userpool.FactorSMSOTP) && a.reachable(userpool.AttrPhone) {
		out = append(out, userpool.FactorSMSOTP)
	}
	if a.pool.AllowsFirstFactor(userpool.FactorWebAuthn) && len(a.keys) > 0 && (!mfa || a.passkeyCountsForTwo()) {
		out = append(out, userpool.FactorWebAuthn)
	}
	return out
}

// reachable reports whether a first-factor code can go to address n: a
// verified one, or any of a user whom the code would confirm.
func (a *attempt) reachable(n userpool.AttributeName) bool {
	if a.user == nil {
		return a.pool.AutoVerifies(n) || a.pool.IsUsernameAttribute(n) || len(a.pool.AutoVerified) == 0
	}
	if a.user.Status == userpool.Unconfirmed {
		return a.user.Attributes[n] != ""
	}
	return a.user.Attributes.Verified(n)
}

// choiceNames spells the available factors as AvailableChallenges: a password
// is offered plain and by SRP, the latter unless it is kept as a hash.
func (a *attempt) choiceNames() []string {
	var out []string
	for _, f := range available(a) {
		if f == userpool.FactorPassword && (a.user == nil || a.user.Password.Hash == "") {
			out = append(out, choiceSRP)
		}
		out = append(out, string(f))
	}
	return out
}
