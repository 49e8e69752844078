package poolconfig

import (
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

const defaultTemporaryDays = 7

// applyPolicies sets the password policy, the first factors and the
// invitation settings, which share the validity of temporary passwords.
func (s *Settings) applyPolicies(p *userpool.Pool) error {
	var sent *PasswordPolicy
	if s.Policies != nil {
		sent = s.Policies.Password
		p.FirstFactors = []userpool.Factor{userpool.FactorPassword}
		if s.Policies.FirstFactors != nil {
			p.FirstFactors = unique(s.Policies.FirstFactors)
		}
	}
	p.Password = sent.resolve()

	p.AdminCreate = userpool.AdminCreate{}
	if s.AdminCreate == nil {
		return nil
	}
	p.AdminCreate = s.AdminCreate.AdminCreate
	if days := s.AdminCreate.UnusedAccountValidityDays; days != nil {
		if sent != nil && sent.TemporaryValidityDays != nil {
			return invalid("Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays")
		}
		p.Password.TemporaryValidityDays = first(*days, defaultTemporaryDays)
	}
	return nil
}

func (sent *PasswordPolicy) resolve() userpool.PasswordPolicy {
	policy := userpool.DefaultPasswordPolicy()
	if sent == nil {
		return policy
	}
	policy.RequireUpper, policy.RequireLower = sent.RequireUpper, sent.RequireLower
	policy.RequireNumbers, policy.RequireSymbols = sent.RequireNumbers, sent.RequireSymbols
	policy.HistorySize = sent.HistorySize
	if sent.MinimumLength != nil {
		policy.MinimumLength = *sent.MinimumLength
	}
	if sent.TemporaryValidityDays != nil {
		policy.TemporaryValidityDays = first(*sent.TemporaryValidityDays, defaultTemporaryDays)
	}
	return policy
}

// checkFirstFactors refuses sign-in policies that lock users out or that
// would let them around a required second factor.
func checkFirstFactors(p *userpool.Pool) error {
	has := func(f userpool.Factor) bool { return slices.Contains(p.FirstFactors, f) }
	for _, f := range p.FirstFactors {
		switch f {
		case userpool.FactorPassword, userpool.FactorEmailOTP, userpool.FactorSMSOTP, userpool.FactorWebAuthn:
		default:
			return invalid("%s is not allowed in AllowedFirstAuthFactors.", f)
		}
	}
	if has(userpool.FactorWebAuthn) && len(p.FirstFactors) == 1 {
		return invalid("WEB_AUTHN cannot be the only factor in AllowedFirstAuthFactors.")
	}
	if p.MFA != userpool.MFAOn {
		return nil
	}
	if has(userpool.FactorEmailOTP) || has(userpool.FactorSMSOTP) {
		return invalid("EMAIL_OTP and SMS_OTP cannot be in AllowedFirstAuthFactors when MfaConfiguration is ON.")
	}
	if has(userpool.FactorWebAuthn) && (p.WebAuthn == nil || p.WebAuthn.FactorConfig != FactorMulti) {
		return invalid("WEB_AUTHN cannot be in AllowedFirstAuthFactors when MfaConfiguration is ON, unless FactorConfiguration is %s.", FactorMulti)
	}
	return nil
}
