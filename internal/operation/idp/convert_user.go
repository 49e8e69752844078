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

// givenFrom keeps an attribute without a value apart from an empty one.
func givenFrom(as []idp.AttributeType) []account.Given {
	out := make([]account.Given, len(as))
	for i, a := range as {
		out[i] = account.Given{Name: userpool.AttributeName(value(a.Name)), Value: a.Value}
	}
	return out
}

// validationFrom makes the map that functions see; nil when none was sent.
func validationFrom(as []idp.AttributeType) map[string]string {
	if len(as) == 0 {
		return nil
	}
	out := make(map[string]string, len(as))
	for _, a := range as {
		out[value(a.Name)] = value(a.Value)
	}
	return out
}

func mfaOptionsFrom(os []idp.MFAOptionType) []account.MFAOption {
	out := make([]account.MFAOption, len(os))
	for i, o := range os {
		out[i] = account.MFAOption{
			Medium: userpool.Medium(value(o.DeliveryMedium)), Attribute: userpool.AttributeName(value(o.AttributeName)),
		}
	}
	return out
}

func deliveryOf(d userpool.CodeDelivery) *idp.CodeDeliveryDetailsType {
	return &idp.CodeDeliveryDetailsType{
		Destination: &d.Destination, DeliveryMedium: new(string(d.Medium)), AttributeName: new(string(d.Attribute)),
	}
}

// deliveriesOf gives an empty list, which is sent as such, when nothing was sent.
func deliveriesOf(ds []userpool.CodeDelivery) []idp.CodeDeliveryDetailsType {
	out := []idp.CodeDeliveryDetailsType{}
	for _, d := range ds {
		out = append(out, *deliveryOf(d))
	}
	return out
}
