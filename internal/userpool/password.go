package userpool

import (
	"strings"
	"time"
)

// PasswordPolicy is Policies.PasswordPolicy.
type PasswordPolicy struct {
	MinimumLength                                              int // 6 to 99
	RequireUpper, RequireLower, RequireNumbers, RequireSymbols bool
	TemporaryValidityDays                                      int // 0 behaves as 7
	HistorySize                                                int // 0 to 24; 0 switches the history off
}

// DefaultPasswordPolicy is what a pool gets that sends none.
func DefaultPasswordPolicy() PasswordPolicy {
	return PasswordPolicy{
		MinimumLength: 8, RequireUpper: true, RequireLower: true, RequireNumbers: true,
		RequireSymbols: true, TemporaryValidityDays: 7,
	}
}

// PasswordSymbols are the characters that count as symbols; a space counts too
// when it stands inside.
const PasswordSymbols = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-"

// MaxPasswordLength bounds what is hashed, in bytes.
const MaxPasswordLength = 256

// Check refuses a password that breaks the policy with InvalidPassword and the
// first rule it breaks, length first.
func (p PasswordPolicy) Check(password string) error {
	fail := func(rule string) error {
		return Errorf(InvalidPassword, "Password did not conform with policy: %s", rule)
	}
	has := func(in func(r rune) bool) bool { return strings.IndexFunc(password, in) >= 0 }
	switch {
	case len([]rune(password)) < p.MinimumLength:
		return fail("Password not long enough")
	case len(password) > MaxPasswordLength:
		return fail("Password must not be longer than 256 bytes")
	case p.RequireUpper && !has(func(r rune) bool { return r >= 'A' && r <= 'Z' }):
		return fail("Password must have uppercase characters")
	case p.RequireLower && !has(func(r rune) bool { return r >= 'a' && r <= 'z' }):
		return fail("Password must have lowercase characters")
	case p.RequireNumbers && !has(func(r rune) bool { return r >= '0' && r <= '9' }):
		return fail("Password must have numeric characters")
	case p.RequireSymbols && !has(func(r rune) bool { return r == ' ' || strings.ContainsRune(PasswordSymbols, r) }):
		return fail("Password must have symbol characters")
	}
	return nil
}

// TemporaryValidity is how long a temporary password can be used.
func (p PasswordPolicy) TemporaryValidity() time.Duration {
	days := p.TemporaryValidityDays
	if days == 0 {
		days = 7
	}
	return time.Duration(days) * 24 * time.Hour
}
