package account

import (
	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Attribute is one attribute of a user as callers see it.
type Attribute struct {
	Name  userpool.AttributeName
	Value string
}

// View lists the attributes of u that show accepts: sub first, then by name.
// A nil show accepts all. Linked identities appear as one attribute that holds
// a JSON text.
func View(u *userpool.User, show func(userpool.AttributeName) bool) []Attribute {
	attrs := u.Attributes
	if len(u.Identities) > 0 {
		attrs = attrs.Clone()
		attrs[userpool.AttrIdentities] = identitiesText(u.Identities)
	}
	list := make([]Attribute, 0, len(attrs)+1)
	add := func(n userpool.AttributeName, v string) {
		if show == nil || show(n) {
			list = append(list, Attribute{n, v})
		}
	}
	add(userpool.AttrSub, string(u.Sub))
	for _, n := range attrs.Names() {
		add(n, attrs[n])
	}
	return list
}

func identitiesText(ids []userpool.LinkedIdentity) string {
	list := make([]*claims.Set, len(ids))
	for i, id := range ids {
		s := &claims.Set{}
		s.Put("userId", id.UserID)
		s.Put("providerName", id.Provider)
		s.Put("providerType", id.ProviderType)
		if id.Issuer == "" {
			s.PutRaw("issuer", []byte("null"))
		} else {
			s.Put("issuer", id.Issuer)
		}
		s.PutBool("primary", id.Primary)
		s.PutInt("dateCreated", id.Created.UnixMilli())
		list[i] = s
	}
	var all claims.Set
	all.PutObjects(string(userpool.AttrIdentities), list)
	return string(all.Raw(string(userpool.AttrIdentities)))
}

// SecondFactors lists the second factors that the user has switched on, in the
// order of UserMFASettingList. What SetUserSettings switched on is not among
// them: it shows as MFAOptions.
func SecondFactors(u *userpool.User) []userpool.Factor {
	var f []userpool.Factor
	if u.MFA.SMSEnabled && !u.MFA.LegacySMS {
		f = append(f, userpool.FactorSMSMFA)
	}
	if u.MFA.TOTPEnabled {
		f = append(f, userpool.FactorSoftwareToken)
	}
	if u.MFA.EmailEnabled {
		f = append(f, userpool.FactorEmailOTP)
	}
	return f
}
