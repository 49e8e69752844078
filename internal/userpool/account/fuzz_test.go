package account_test

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// FuzzAddress checks that what is taken for an address cannot add a header or
// a second recipient to a message, and that nothing is both kinds of address.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"a@b", "+123", "a@b\r\nBcc: c@d", "+1@2", "", "@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		email, phone := account.IsEmail(s), account.IsPhone(s)
		if email && (strings.ContainsAny(s, "\r\n\t ,<>\"\x00") || strings.Count(s, "@") != 1) {
			t.Errorf("%q is taken for an e-mail address", s)
		}
		if phone && strings.Trim(s[1:], "0123456789") != "" {
			t.Errorf("%q is taken for a phone number", s)
		}
		if email && phone {
			t.Errorf("%q is both", s)
		}
	})
}

// FuzzChange checks that whatever the schema lets through, a change never
// leaves an address verified that it has just set without saying so, and that
// what CheckNew keeps is kept again unchanged.
func FuzzChange(f *testing.F) {
	f.Add("email", "a@b", true)
	f.Add("phone_number", "+1", false)
	f.Add("email_verified", "TRUE", false)
	f.Add("custom:level", "7", false)
	f.Fuzz(func(t *testing.T, name, value string, hold bool) {
		p := testPool(func(p *userpool.Pool) {
			p.AutoVerified = []userpool.AttributeName{"email", "phone_number"}
			if hold {
				p.VerifyBeforeUpdate = p.AutoVerified
			}
		})
		attrs := userpool.Attributes{userpool.AttributeName(name): value}
		if kept, err := account.CheckNew(p, attrs, true); err == nil {
			again, err := account.CheckNew(p, kept, true)
			if err != nil || len(again) != len(kept) {
				t.Errorf("%v is kept as %v, then %v: %v", attrs, kept, again, err)
			}
		}
		kept, err := account.CheckChange(p, attrs)
		if err != nil {
			return
		}
		u := &userpool.User{Attributes: userpool.Attributes{"email": "old@b", "email_verified": "true", "phone_number": "+9", "phone_number_verified": "true"}}
		old := u.Attributes.Clone()
		account.Change(p, u, kept)
		for _, a := range []userpool.AttributeName{"email", "phone_number"} {
			if u.Attributes.Verified(a) && u.Attributes[a] != old[a] {
				t.Errorf("%q = %q makes %s verified", name, value, a)
			}
		}
	})
}
