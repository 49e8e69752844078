package idp

import (
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// userOf translates a user as administrators see one in lists.
func userOf(u *userpool.User) idp.UserType {
	return idp.UserType{
		Username: new(string(u.Username)), Attributes: attributesOf(account.View(u, nil)),
		UserCreateDate: &u.Created, UserLastModifiedDate: &u.Modified,
		Enabled: &u.Enabled, UserStatus: new(string(u.Status)), MFAOptions: mfaOptionsOf(u),
	}
}

// usersOf gives a list that is sent even when it is empty.
func usersOf(us []*userpool.User) []idp.UserType {
	out := make([]idp.UserType, 0, len(us))
	for _, u := range us {
		out = append(out, userOf(u))
	}
	return out
}

func attributesOf(as []account.Attribute) []idp.AttributeType {
	out := make([]idp.AttributeType, 0, len(as))
	for _, a := range as {
		out = append(out, idp.AttributeType{Name: new(string(a.Name)), Value: &a.Value})
	}
	return out
}

// mfaOptionsOf shows what SetUserSettings has switched on; the newer ways to
// ask for MFA do not appear here.
func mfaOptionsOf(u *userpool.User) []idp.MFAOptionType {
	if !u.MFA.LegacySMS {
		return nil
	}
	return []idp.MFAOptionType{{
		DeliveryMedium: new(string(userpool.MediumSMS)), AttributeName: new(string(userpool.AttrPhone)),
	}}
}
