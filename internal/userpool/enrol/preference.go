package enrol

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Switch is what a caller asks for one second factor. A factor that is
// switched off loses the preference too; a nil Preferred leaves it as it is.
type Switch struct {
	Enabled   bool
	Preferred *bool
}

func (s *Switch) prefers() bool { return s != nil && s.Preferred != nil && *s.Preferred }

// Preference is what SetUserMFAPreference asks. Nil members keep their state.
type Preference struct {
	SMS, SoftwareToken, Email *Switch
	// Passkey lets a passkey with user verification stand for both factors.
	Passkey *bool
}

// Prefer sets the MFA preference of a token's owner. It is InvalidParameter
// for a factor that the user does not have, for more than one preferred factor
// and for a preferred one that is not switched on.
func (s *Service) Prefer(ctx context.Context, accessToken string, want Preference) error {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return err
	}
	return s.alter(ctx, again(a.User), func(_ Store, u *userpool.User) error { return want.apply(a.Pool, u) })
}

// PreferFor is Prefer for a user that an administrator names.
func (s *Service) PreferFor(ctx context.Context, pool userpool.PoolID, username string, want Preference) error {
	p, err := s.deps.Registry.Pool(ctx, pool)
	if err != nil {
		return err
	}
	return s.alter(ctx, named(p, username), func(_ Store, u *userpool.User) error { return want.apply(p, u) })
}

func (w Preference) apply(p *userpool.Pool, u *userpool.User) error {
	m := &u.MFA
	rows := []struct {
		factor userpool.Factor
		want   *Switch
		on     *bool
		usable func(*userpool.User) error
	}{
		{userpool.FactorSMSMFA, w.SMS, &m.SMSEnabled, hasAddress(userpool.AttrPhone, userpool.FactorSMSMFA)},
		{userpool.FactorSoftwareToken, w.SoftwareToken, &m.TOTPEnabled, hasSoftwareToken},
		{userpool.FactorEmailOTP, w.Email, &m.EmailEnabled, hasAddress(userpool.AttrEmail, userpool.FactorEmailOTP)},
	}
	preferred := 0
	for _, r := range rows {
		if !r.want.prefers() {
			continue
		}
		if preferred++; preferred > 1 {
			return userpool.Errorf(userpool.InvalidParameter, "Only one MFA method can be set as preferred.")
		}
		if !r.want.Enabled {
			return userpool.Errorf(userpool.InvalidParameter, "%s cannot be preferred without being enabled.", r.factor)
		}
	}
	for _, r := range rows {
		if r.want == nil {
			continue
		}
		if r.want.Enabled {
			if err := r.usable(u); err != nil {
				return err
			}
		}
		*r.on = r.want.Enabled
		r.want.rank(m, r.factor)
	}
	if w.SMS != nil {
		m.LegacySMS = false // from now on the newer setting says it
	}
	return w.applyPasskey(p, u)
}

// rank records what the switch says of the factor's preference.
func (s *Switch) rank(m *userpool.MFAState, f userpool.Factor) {
	switch {
	case s.prefers():
		m.Preferred = f
	case m.Preferred == f && (!s.Enabled || s.Preferred != nil):
		m.Preferred = ""
	}
}

func hasAddress(a userpool.AttributeName, f userpool.Factor) func(*userpool.User) error {
	return func(u *userpool.User) error {
		if u.Attributes[a] == "" {
			return userpool.Errorf(userpool.InvalidParameter, "User does not have delivery config set to turn on %s", f)
		}
		return nil
	}
}

func hasSoftwareToken(u *userpool.User) error {
	switch {
	case u.MFA.TOTPSeed != "":
		return nil
	case u.MFA.TOTPPending != "":
		return userpool.Errorf(userpool.InvalidParameter, "User has not verified software token mfa")
	}
	return userpool.Errorf(userpool.InvalidParameter, "User has not set up software token mfa")
}

// multiFactor is the FactorConfiguration under which a passkey may stand for
// two factors.
const multiFactor = "MULTI_FACTOR_WITH_USER_VERIFICATION"

// applyPasskey keeps the rule that a passkey is never the only MFA method: a
// user who lost it would be locked out.
func (w Preference) applyPasskey(p *userpool.Pool, u *userpool.User) error {
	m := &u.MFA
	if w.Passkey != nil {
		if *w.Passkey && (p.WebAuthn == nil || p.WebAuthn.FactorConfig != multiFactor || p.Tier == userpool.TierLite) {
			return userpool.Errorf(userpool.InvalidParameter, "WebAuthn MFA is not enabled for the user pool.")
		}
		m.PasskeyEnabled = *w.Passkey
	}
	if w != (Preference{}) && m.PasskeyEnabled && !m.SMSEnabled && !m.TOTPEnabled && !m.EmailEnabled {
		return userpool.Errorf(userpool.InvalidParameter, "WebAuthn MFA requires another MFA method to be enabled.")
	}
	return nil
}
