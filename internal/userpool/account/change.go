package account

import (
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// addresses are the attributes that codes are sent to, the preferred one first.
var addresses = [...]userpool.AttributeName{userpool.AttrPhone, userpool.AttrEmail}

// Address is a value that a user has, or will have once a code proves it.
type Address struct {
	Attribute userpool.AttributeName
	Value     string
}

// Medium is the channel that reaches the address.
func (a Address) Medium() userpool.Medium { return a.Attribute.Medium() }

// Change gives u the checked attributes (see CheckChange) and tells to which
// addresses a code is due: those that changed, that the pool verifies by
// itself, and that the caller did not mark as verified.
//
// A changed address is unverified. Where the pool holds changes until they are
// verified, the old one stays in force and the new one waits in u.Pending.
func Change(p *userpool.Pool, u *userpool.User, attrs userpool.Attributes) []Address {
	var due []Address
	if u.Attributes == nil {
		u.Attributes = userpool.Attributes{}
	}
	for _, a := range addresses {
		v, given := attrs[a]
		flag, flagged := attrs[a.VerifiedFlag()]
		switch {
		case !given:
		case v != "" && v == u.Attributes[a]:
			delete(u.Pending, a)
		case v == "":
			drop(u, a)
		case p.HoldsUntilVerified(a) && flag != "true":
			if u.Pending == nil {
				u.Pending = userpool.Attributes{}
			}
			u.Pending[a] = v
			due = append(due, Address{a, v})
			continue // neither value nor flag moves yet
		default:
			delete(u.Pending, a)
			u.Attributes[a], u.Attributes[a.VerifiedFlag()] = v, "false"
			if p.AutoVerifies(a) && flag != "true" {
				due = append(due, Address{a, v})
			}
		}
		if flagged {
			set(u, a.VerifiedFlag(), flag)
		}
	}
	for n, v := range attrs {
		if n.Medium() == "" && n != userpool.AttrEmailVerified && n != userpool.AttrPhoneVerified {
			set(u, n, v)
		}
	}
	return due
}

// Delete removes attributes; an address takes its flag and whatever waits to
// replace it along.
func Delete(u *userpool.User, names []userpool.AttributeName) {
	for _, n := range names {
		drop(u, n)
	}
}

func set(u *userpool.User, n userpool.AttributeName, v string) {
	if v == "" {
		delete(u.Attributes, n)
		return
	}
	u.Attributes[n] = v
}

func drop(u *userpool.User, n userpool.AttributeName) {
	delete(u.Attributes, n)
	delete(u.Pending, n)
	if flag := n.VerifiedFlag(); flag != "" {
		delete(u.Attributes, flag)
	}
}

// SignUpAddress is where the confirmation code of u goes: of the addresses that
// the pool verifies by itself the phone number, else the e-mail address. ok is
// false when u has neither.
func SignUpAddress(p *userpool.Pool, u *userpool.User) (a Address, ok bool) {
	for _, n := range addresses {
		if p.AutoVerifies(n) && u.Attributes[n] != "" {
			return Address{n, u.Attributes[n]}, true
		}
	}
	return Address{}, false
}

// Prove marks the address that a code reached as verified: the current value,
// or the one that waits for just this proof. It reports false, and changes
// nothing, when u no longer has that address.
func Prove(u *userpool.User, a Address) bool {
	switch a.Value {
	case "":
		return false
	case u.Pending[a.Attribute]:
		if u.Attributes == nil {
			u.Attributes = userpool.Attributes{}
		}
		u.Attributes[a.Attribute] = a.Value
		delete(u.Pending, a.Attribute)
	case u.Attributes[a.Attribute]:
	default:
		return false
	}
	u.Attributes[a.Attribute.VerifiedFlag()] = "true"
	return true
}

// Expected is the address of u in n that a new code should prove: the one that
// waits, else the current one.
func Expected(u *userpool.User, n userpool.AttributeName) (a Address, ok bool) {
	if !slices.Contains(addresses[:], n) {
		return Address{}, false
	}
	if v := u.Pending[n]; v != "" {
		return Address{n, v}, true
	}
	v := u.Attributes[n]
	return Address{n, v}, v != ""
}

// RecoveryAddress is where a code to reset the password goes: by the pool's
// recovery mechanisms in their order, or phone before e-mail in a pool without
// any, to the first address that is verified and does not already carry the
// user's second factor. ok is false when there is none.
func RecoveryAddress(p *userpool.Pool, u *userpool.User) (a Address, ok bool) {
	for _, n := range RecoveryOrder(p) {
		if u.Attributes.Verified(n) && !carriesMFA(p, u, n) {
			return Address{n, u.Attributes[n]}, true
		}
	}
	return Address{}, false
}

// RecoveryOrder lists the address attributes that may receive a reset code,
// first choice first; none for a pool whose administrators alone reset.
func RecoveryOrder(p *userpool.Pool) []userpool.AttributeName {
	if len(p.Recovery) == 0 {
		return addresses[:]
	}
	mechanisms := slices.SortedStableFunc(slices.Values(p.Recovery), func(a, b userpool.RecoveryMechanism) int {
		return a.Priority - b.Priority
	})
	var order []userpool.AttributeName
	for _, m := range mechanisms {
		switch m.Name {
		case "verified_email":
			order = append(order, userpool.AttrEmail)
		case "verified_phone_number":
			order = append(order, userpool.AttrPhone)
		}
	}
	return order
}

// AdminOnlyRecovery reports whether only administrators reset passwords.
func AdminOnlyRecovery(p *userpool.Pool) bool {
	return slices.ContainsFunc(p.Recovery, func(m userpool.RecoveryMechanism) bool { return m.Name == "admin_only" })
}

// carriesMFA keeps one stolen channel from giving both factors. Pools without
// recovery settings never had this rule.
func carriesMFA(p *userpool.Pool, u *userpool.User, n userpool.AttributeName) bool {
	if len(p.Recovery) == 0 || p.MFA == userpool.MFAOff {
		return false
	}
	if n == userpool.AttrPhone {
		return u.MFA.SMSEnabled
	}
	return u.MFA.EmailEnabled
}

// VerifiedOrder lists the addresses that the pool verifies by itself, in the
// order in which a sign-up chooses among them.
func VerifiedOrder(p *userpool.Pool) []userpool.AttributeName {
	var order []userpool.AttributeName
	for _, n := range addresses {
		if p.AutoVerifies(n) {
			order = append(order, n)
		}
	}
	return order
}

// ReachableByCode reports whether u has an address through which the pool lets
// users sign in with a code instead of a password.
func ReachableByCode(p *userpool.Pool, u *userpool.User) bool {
	return p.AllowsFirstFactor(userpool.FactorEmailOTP) && u.Attributes[userpool.AttrEmail] != "" ||
		p.AllowsFirstFactor(userpool.FactorSMSOTP) && u.Attributes[userpool.AttrPhone] != ""
}

// CheckPreferredUsername refuses a preferred username for an account that is
// not confirmed, in pools where it is an alias: unproved registrations must
// not use up names.
func CheckPreferredUsername(p *userpool.Pool, attrs userpool.Attributes) error {
	if p.IsAlias(userpool.AttrPreferredUsername) && attrs[userpool.AttrPreferredUsername] != "" {
		return userpool.Errorf(userpool.InvalidParameter, "Preferred username cannot be provided for unconfirmed "+
			"account, since user pool is configured for preferred username alias.")
	}
	return nil
}
