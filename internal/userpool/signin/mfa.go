package signin

import (
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// mfaApplies reports whether the pool and the user's settings ask for a second
// factor after a password.
func (a *attempt) mfaApplies() bool {
	switch a.pool.MFA {
	case userpool.MFAOn:
		return true
	case userpool.MFAOptional:
		return len(a.enabledFactors()) > 0
	}
	return false
}

// mfaDue reports whether a second factor is still to be proved. Codes and
// passkeys as first factors are never followed by one: available offers them
// only where that is right. Custom authentication asks for what Define says.
func (a *attempt) mfaDue() bool {
	if a.Flow == flowCustom {
		return a.user != nil && a.defineAsksFor(stepSMSMFA, stepTOTP, stepEmailOTP)
	}
	if a.user == nil || a.First == "" || a.MFA != "" {
		return false
	}
	if a.Want != "" {
		return true // a device stands for MFA, but adds nothing to the level that is wanted
	}
	if a.DeviceProved {
		return false
	}
	return (a.First == userpool.FactorPassword || a.First == confirmation) && a.mfaApplies()
}

// enabledFactors lists the pool's second factors that the user has switched on
// and can be asked for.
func (a *attempt) enabledFactors() []userpool.Factor {
	var out []userpool.Factor
	m := a.user.MFA
	for _, f := range a.pool.SecondFactors() {
		switch {
		case f == userpool.FactorSMSMFA && (m.SMSEnabled || m.LegacySMS) && a.user.Attributes[userpool.AttrPhone] != "",
			f == userpool.FactorSoftwareToken && m.TOTPEnabled && m.TOTPSeed != "",
			f == userpool.FactorEmailOTP && m.EmailEnabled && a.user.Attributes[userpool.AttrEmail] != "":
			out = append(out, f)
		}
	}
	return out
}

// usableFactors lists the pool's second factors that the user could be asked
// for, switched on or not: where MFA is required, having the address or the
// token is enough.
func (a *attempt) usableFactors() []userpool.Factor {
	var out []userpool.Factor
	for _, f := range a.pool.SecondFactors() {
		switch {
		case f == userpool.FactorSMSMFA && a.user.Attributes[userpool.AttrPhone] != "",
			f == userpool.FactorSoftwareToken && a.user.MFA.TOTPSeed != "",
			f == userpool.FactorEmailOTP && a.user.Attributes[userpool.AttrEmail] != "":
			out = append(out, f)
		}
	}
	return out
}

// mfaChoices lists the second factors of which one is to be proved.
func (a *attempt) mfaChoices() []userpool.Factor {
	if a.Setup != "" {
		return []userpool.Factor{a.Setup}
	}
	if a.Flow == flowCustom {
		return []userpool.Factor{userpool.Factor(a.DefineNext)}
	}
	if a.Want != "" {
		return []userpool.Factor{a.Want}
	}
	enabled := a.enabledFactors()
	if slices.Contains(enabled, a.user.MFA.Preferred) {
		return []userpool.Factor{a.user.MFA.Preferred}
	}
	if len(enabled) > 0 || a.pool.MFA != userpool.MFAOn {
		return enabled
	}
	return a.usableFactors()
}

// mfaPick is the second factor to ask for now, "" while the user has to choose
// or has none.
func (a *attempt) mfaPick() userpool.Factor {
	if a.MFAChosen != "" {
		return a.MFAChosen
	}
	if c := a.mfaChoices(); len(c) == 1 {
		return c[0]
	}
	return ""
}

// setups lists the second factors that a user without any may set up during
// sign-in.
func (a *attempt) setups() []userpool.Factor {
	var out []userpool.Factor
	for _, f := range a.pool.SecondFactors() {
		switch {
		case f == userpool.FactorSMSMFA && a.user.Attributes[userpool.AttrPhone] == "",
			f == userpool.FactorSoftwareToken && a.user.MFA.TOTPSeed == "",
			f == userpool.FactorEmailOTP && a.user.Attributes[userpool.AttrEmail] == "":
			out = append(out, f)
		}
	}
	return out
}

// passkeyCountsForTwo reports whether a passkey with user verification stands
// for both factors of this user.
func (a *attempt) passkeyCountsForTwo() bool {
	return a.pool.WebAuthn != nil && a.pool.WebAuthn.FactorConfig == "MULTI_FACTOR_WITH_USER_VERIFICATION" &&
		a.user != nil && a.user.MFA.PasskeyEnabled
}
