package account

import (
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// IsPhone reports whether s has the form of a phone number: a plus sign and up
// to 15 digits.
func IsPhone(s string) bool {
	digits, ok := strings.CutPrefix(s, "+")
	if !ok || digits == "" || len(digits) > 15 {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

// IsEmail reports whether s has the form of an address: one @ with something
// on either side and no white space or control characters, which would let an
// address add headers to the mail that is sent to it.
func IsEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || domain == "" || strings.Contains(domain, "@") {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || r == '<' || r == '>' || r == ',' || r == '"'
	}) < 0
}

// Identify decides what a new user is called: what it typed, or, in pools with
// username attributes, the sub. There the typed address also becomes the
// attribute, which is written into attrs. A name of a form that the pool does
// not take is InvalidParameter.
func Identify(p *userpool.Pool, typed string, sub userpool.Sub, attrs userpool.Attributes) (userpool.Username, error) {
	if !p.UsesUsernameAttributes() {
		return userpool.Username(typed), checkNotAlias(p, typed)
	}
	a, err := usernameAttribute(p, typed)
	if err != nil {
		return "", err
	}
	if v, given := attrs[a]; given && p.Fold(v) != p.Fold(typed) {
		return "", userpool.Errorf(userpool.InvalidParameter,
			"Attribute %s must match the username.", a)
	}
	attrs[a] = typed
	return userpool.Username(sub), nil
}

// usernameAttribute tells which address typed is.
func usernameAttribute(p *userpool.Pool, typed string) (userpool.AttributeName, error) {
	email, phone := p.IsUsernameAttribute(userpool.AttrEmail), p.IsUsernameAttribute(userpool.AttrPhone)
	switch {
	case email && IsEmail(typed):
		return userpool.AttrEmail, nil
	case phone && IsPhone(typed):
		return userpool.AttrPhone, nil
	case email && phone:
		return "", userpool.Errorf(userpool.InvalidParameter, "Username should be either an email or a phone number.")
	case phone:
		return "", userpool.Errorf(userpool.InvalidParameter, "Username should be a phone number.")
	}
	return "", userpool.Errorf(userpool.InvalidParameter, "Username should be an email.")
}

// checkNotAlias keeps a username from taking the place of somebody's alias.
func checkNotAlias(p *userpool.Pool, typed string) error {
	switch {
	case p.IsAlias(userpool.AttrEmail) && IsEmail(typed):
		return userpool.Errorf(userpool.InvalidParameter,
			"Username cannot be of email format, since user pool is configured for email alias.")
	case p.IsAlias(userpool.AttrPhone) && IsPhone(typed):
		return userpool.Errorf(userpool.InvalidParameter,
			"Username cannot be of phone number format, since user pool is configured for phone number alias.")
	}
	return nil
}
