package account_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

func testPool(change func(*userpool.Pool)) *userpool.Pool {
	p := &userpool.Pool{ID: pooltest.PoolID, Schema: userpool.StandardSchema()}
	p.Schema = append(p.Schema,
		userpool.SchemaAttribute{Name: "custom:team", Type: userpool.TypeString, Mutable: true, Min: "2", Max: "5"},
		userpool.SchemaAttribute{Name: "custom:level", Type: userpool.TypeNumber, Mutable: true, Min: "1", Max: "9"},
		userpool.SchemaAttribute{Name: "custom:fixed", Type: userpool.TypeString},
		userpool.SchemaAttribute{Name: "custom:vip", Type: userpool.TypeBoolean, Mutable: true},
		userpool.SchemaAttribute{Name: "custom:since", Type: userpool.TypeDateTime, Mutable: true},
		userpool.SchemaAttribute{Name: "dev:custom:note", Type: userpool.TypeString, Mutable: true, DeveloperOnly: true},
	)
	if change != nil {
		change(p)
	}
	return p
}

func require(names ...userpool.AttributeName) func(*userpool.Pool) {
	return func(p *userpool.Pool) {
		for i := range p.Schema {
			for _, n := range names {
				if p.Schema[i].Name == n {
					p.Schema[i].Required = true
				}
			}
		}
	}
}

func TestCheckSecretHash(t *testing.T) {
	t.Parallel()
	hash := func(secret, name string) string {
		m := hmac.New(sha256.New, []byte(secret))
		m.Write([]byte(name + "c1"))
		return base64.StdEncoding.EncodeToString(m.Sum(nil))
	}
	open := &userpool.Client{ID: "c1"}
	closed := &userpool.Client{ID: "c1", Secrets: []userpool.ClientSecret{{Value: "one"}, {Value: "two"}}}
	const unable = "Unable to verify secret hash for client c1"
	tests := []struct {
		name   string
		client *userpool.Client
		user   string
		hash   string
		family account.Family
		want   string
	}{
		{"public", open, "anna", "", account.SignUpFamily, ""},
		{"public with hash", open, "anna", hash("one", "anna"), account.SignUpFamily, unable},
		{"first secret", closed, "anna", hash("one", "anna"), account.SignUpFamily, ""},
		{"second secret", closed, "anna", hash("two", "anna"), account.SignInFamily, ""},
		{"other case", closed, "Anna", hash("one", "anna"), account.SignUpFamily, unable},
		{"other secret", closed, "anna", hash("three", "anna"), account.SignUpFamily, unable},
		{"not base64", closed, "anna", "!", account.SignUpFamily, unable},
		{"empty digest", closed, "anna", "====", account.SignUpFamily, unable},
		{"cut", closed, "anna", hash("one", "anna")[:40], account.SignUpFamily, unable},
		{"missing at sign-up", closed, "anna", "", account.SignUpFamily, "Client c1 is configured with secret but SECRET_HASH was not received"},
		{"missing at sign-in", closed, "anna", "", account.SignInFamily, "Client c1 is configured for secret but secret was not received"},
	}
	for _, tt := range tests {
		err := account.CheckSecretHash(tt.client, tt.user, tt.hash, tt.family)
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		t.Run(tt.name, func(t *testing.T) { pooltest.Refused(t, err, userpool.NotAuthorized, tt.want) })
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	byUsername := func(names ...userpool.AttributeName) *userpool.Pool {
		return testPool(func(p *userpool.Pool) { p.UsernameAttributes = names })
	}
	byAlias := func(names ...userpool.AttributeName) *userpool.Pool {
		return testPool(func(p *userpool.Pool) { p.AliasAttributes = names })
	}
	tests := []struct {
		name  string
		pool  *userpool.Pool
		typed string
		attrs userpool.Attributes
		want  userpool.Username
		kept  userpool.Attributes
		fails string
	}{
		{name: "plain", pool: testPool(nil), typed: "Anna", want: "Anna"},
		{name: "plain takes an address", pool: testPool(nil), typed: "a@b.c", want: "a@b.c"},
		{name: "e-mail", pool: byUsername("email"), typed: "A@b.c", want: "S", kept: userpool.Attributes{"email": "A@b.c"}},
		{name: "phone", pool: byUsername("email", "phone_number"), typed: "+123", want: "S", kept: userpool.Attributes{"phone_number": "+123"}},
		{name: "same e-mail again", pool: byUsername("email"), typed: "a@b.c", attrs: userpool.Attributes{"email": "a@b.c"}, want: "S", kept: userpool.Attributes{"email": "a@b.c"}},
		{name: "other e-mail", pool: byUsername("email"), typed: "a@b.c", attrs: userpool.Attributes{"email": "x@b.c"}, fails: "Attribute email must match the username."},
		{name: "no e-mail", pool: byUsername("email"), typed: "anna", fails: "Username should be an email."},
		{name: "no phone", pool: byUsername("phone_number"), typed: "a@b.c", fails: "Username should be a phone number."},
		{name: "neither", pool: byUsername("email", "phone_number"), typed: "anna", fails: "Username should be either an email or a phone number."},
		{name: "alias form", pool: byAlias("email"), typed: "a@b.c", fails: "Username cannot be of email format, since user pool is configured for email alias."},
		{name: "alias phone form", pool: byAlias("phone_number"), typed: "+123", fails: "Username cannot be of phone number format, since user pool is configured for phone number alias."},
		{name: "other alias", pool: byAlias("phone_number"), typed: "a@b.c", want: "a@b.c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			attrs := tt.attrs.Clone()
			got, err := account.Identify(tt.pool, tt.typed, "S", attrs)
			if tt.fails != "" {
				pooltest.Refused(t, err, userpool.InvalidParameter, tt.fails)
				return
			}
			if err != nil || got != tt.want {
				t.Errorf("Identify = %q, %v; want %q", got, err, tt.want)
			}
			if len(tt.kept) > 0 && !cmp.Equal(attrs, tt.kept) {
				t.Error(cmp.Diff(tt.kept, attrs))
			}
		})
	}
}

func TestAddressForms(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"a@b": true, "a+b@c.example": true, "ü@ö.example": true,
		"": false, "a": false, "@b": false, "a@": false, "a@b@c": false, "a b@c": false,
		"a@b\r\nBcc: x@y": false, "a@b,c@d": false, "<a@b>": false, "a\x7f@b": false,
	} {
		if got := account.IsEmail(s); got != want {
			t.Errorf("IsEmail(%q) = %v", s, got)
		}
	}
	for s, want := range map[string]bool{
		"+1": true, "+14325559934": true, "+123456789012345": true,
		"": false, "+": false, "14325559934": false, "+1234567890123456": false, "+1-2": false, "+1 2": false, "+١٢": false,
	} {
		if got := account.IsPhone(s); got != want {
			t.Errorf("IsPhone(%q) = %v", s, got)
		}
	}
}

func TestCollect(t *testing.T) {
	t.Parallel()
	got, err := account.Collect([]account.Given{{"a", new("1")}, {"a", new("2")}, {"b", new("")}})
	if want := (userpool.Attributes{"a": "2", "b": ""}); err != nil || !cmp.Equal(got, want) {
		t.Errorf("Collect = %v, %v; want %v", got, err, want)
	}
	_, err = account.Collect([]account.Given{{"email", nil}})
	pooltest.Refused(t, err, userpool.InvalidParameter, "Attribute value for email must not be null")
}

func TestCheckWritable(t *testing.T) {
	t.Parallel()
	standard := &userpool.Client{}
	listed := &userpool.Client{Write: []userpool.AttributeName{"email", "custom:team", "email_verified", "dev:custom:note", "sub"}}
	tests := []struct {
		client *userpool.Client
		name   userpool.AttributeName
		want   bool
	}{
		{standard, "email", true}, {standard, "name", true}, {standard, "custom:team", false}, {standard, "phonenumber", false},
		{standard, "email_verified", false}, {standard, "phone_number_verified", false}, {standard, "sub", false},
		{standard, "identities", false}, {standard, "dev:custom:note", false},
		{listed, "email", true}, {listed, "custom:team", true}, {listed, "name", false}, {listed, "email_verified", false},
		{listed, "dev:custom:note", false}, {listed, "sub", false},
	}
	for _, tt := range tests {
		err := account.CheckWritable(tt.client, []userpool.AttributeName{tt.name})
		if tt.want && err != nil {
			t.Errorf("%s with %v: %v", tt.name, tt.client.Write, err)
		}
		if !tt.want {
			pooltest.Refused(t, err, userpool.NotAuthorized, "A client attempted to write unauthorized attribute")
		}
	}
}

func TestCheckNew(t *testing.T) {
	t.Parallel()
	const prefix = "Attributes did not conform to the schema: "
	long := strings.Repeat("x", 2049)
	tests := []struct {
		name  string
		pool  *userpool.Pool
		attrs userpool.Attributes
		want  userpool.Attributes
		fails string
	}{
		{name: "good", attrs: userpool.Attributes{"email": "a@b", "custom:team": "red", "custom:level": "9", "custom:vip": "True", "custom:since": "2026-01-02", "dev:custom:note": "n"},
			want: userpool.Attributes{"email": "a@b", "custom:team": "red", "custom:level": "9", "custom:vip": "true", "custom:since": "2026-01-02", "dev:custom:note": "n"}},
		{name: "immutable may be set once", attrs: userpool.Attributes{"custom:fixed": "x"}, want: userpool.Attributes{"custom:fixed": "x"}},
		{name: "blank stays", attrs: userpool.Attributes{"name": "", "email": ""}, want: userpool.Attributes{"name": ""}},
		{name: "unknown", attrs: userpool.Attributes{"custom:role": "x"}, fails: prefix + "Type for attribute {custom:role} could not be determined"},
		{name: "sub", attrs: userpool.Attributes{"sub": "x"}, fails: prefix + "Type for attribute {sub} could not be determined"},
		{name: "phone", attrs: userpool.Attributes{"phone_number": "0123"}, fails: "Invalid phone number format."},
		{name: "email", attrs: userpool.Attributes{"email": "anna"}, fails: "Invalid email address format."},
		{name: "one missing", pool: testPool(require("email")), fails: prefix + "email: The attribute is required"},
		{name: "blank is missing", pool: testPool(require("name")), attrs: userpool.Attributes{"name": ""}, fails: prefix + "name: The attribute is required"},
		{name: "two missing", pool: testPool(require("family_name", "name")), fails: prefix + "name: The attribute is required\nfamily_name: The attribute is required\n"},
		{name: "too long", attrs: userpool.Attributes{"custom:team": "yellow"}, fails: prefix + "custom:team: String must be no longer than 5 characters"},
		{name: "too short", attrs: userpool.Attributes{"custom:team": "x"}, fails: prefix + "custom:team: String must be at least 2 characters"},
		{name: "characters, not bytes", attrs: userpool.Attributes{"custom:team": "äöüßé"}, want: userpool.Attributes{"custom:team": "äöüßé"}},
		{name: "far too long", attrs: userpool.Attributes{"custom:fixed": long}, fails: prefix + "custom:fixed: String must be no longer than 2048 characters"},
		{name: "birthdate", attrs: userpool.Attributes{"birthdate": "1.1.2000"}, fails: prefix + "birthdate: String must be at least 10 characters"},
		{name: "too small", attrs: userpool.Attributes{"custom:level": "0"}, fails: prefix + "custom:level: Number must be at least 1"},
		{name: "too large", attrs: userpool.Attributes{"custom:level": "10"}, fails: prefix + "custom:level: Number must be no larger than 9"},
		{name: "no number", attrs: userpool.Attributes{"custom:level": "1.5"}, fails: prefix + "custom:level: Number must be an integer"},
		{name: "no boolean", attrs: userpool.Attributes{"custom:vip": "yes"}, fails: prefix + "custom:vip: Boolean must be true or false"},
		{name: "no date", attrs: userpool.Attributes{"custom:since": "soon"}, fails: prefix + "custom:since: DateTime must be a date or a time in ISO 8601 form"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := tt.pool
			if p == nil {
				p = testPool(nil)
			}
			got, err := account.CheckNew(p, tt.attrs, true)
			if tt.fails != "" {
				pooltest.Refused(t, err, userpool.InvalidParameter, tt.fails)
				return
			}
			if err != nil || !cmp.Equal(got, tt.want) {
				t.Errorf("CheckNew: %v\n%s", err, cmp.Diff(tt.want, got))
			}
		})
	}
	if _, err := account.CheckNew(testPool(require("email")), nil, false); err != nil {
		t.Errorf("required attributes are demanded although they may wait: %v", err)
	}
}

func TestCheckChange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		pool  *userpool.Pool
		attrs userpool.Attributes
		fails string
	}{
		{name: "good", attrs: userpool.Attributes{"name": "Anna", "email_verified": "TRUE"}},
		{name: "removal", attrs: userpool.Attributes{"name": "", "custom:team": ""}},
		{name: "unknown", attrs: userpool.Attributes{"custom:x": "1"}, fails: "user.custom:x: Attribute does not exist in the schema.\n"},
		{name: "username", attrs: userpool.Attributes{"username": "1"}, fails: "user.username: Attribute does not exist in the schema.\n"},
		{name: "immutable", attrs: userpool.Attributes{"custom:fixed": "1"}, fails: "user.custom:fixed: Attribute cannot be updated.\n"},
		{name: "several", attrs: userpool.Attributes{"custom:fixed": "1", "custom:x": "1"},
			fails: "user.custom:fixed: Attribute cannot be updated.\nuser.custom:x: Attribute does not exist in the schema.\n"},
		{name: "sub", attrs: userpool.Attributes{"sub": "1"}, fails: "user.sub: Attribute cannot be updated.\n"},
		{name: "identities", attrs: userpool.Attributes{"identities": "[]"}, fails: "user.identities: Attribute cannot be updated.\n"},
		{name: "required removal", pool: testPool(require("name")), attrs: userpool.Attributes{"name": ""}, fails: "Invalid user attributes: name: Required attribute cannot be deleted."},
		{name: "phone", attrs: userpool.Attributes{"phone_number": "1"}, fails: "Invalid phone number format."},
		{name: "range", attrs: userpool.Attributes{"custom:level": "0"}, fails: "Attributes did not conform to the schema: custom:level: Number must be at least 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := tt.pool
			if p == nil {
				p = testPool(nil)
			}
			_, err := account.CheckChange(p, tt.attrs)
			if tt.fails != "" {
				pooltest.Refused(t, err, userpool.InvalidParameter, tt.fails)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCheckDelete(t *testing.T) {
	t.Parallel()
	p := testPool(require("name"))
	p.UsernameAttributes = []userpool.AttributeName{"email"}
	for n, want := range map[userpool.AttributeName]string{
		"nickname":   "",
		"name":       "Invalid user attributes: name: Required attribute cannot be deleted.",
		"email":      "Invalid user attributes: email: Required attribute cannot be deleted.",
		"sub":        "Invalid user attributes: sub: Required attribute cannot be deleted.",
		"custom:x":   "user.custom:x: Attribute does not exist in the schema.\n",
		"identities": "user.identities: Attribute cannot be updated.\n",
	} {
		err := account.CheckDelete(p, []userpool.AttributeName{n})
		if want == "" && err != nil {
			t.Errorf("%s: %v", n, err)
		} else if want != "" {
			pooltest.Refused(t, err, userpool.InvalidParameter, want)
		}
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	type attrs = userpool.Attributes
	verified := attrs{"email": "old@b", "email_verified": "true", "name": "A"}
	tests := []struct {
		name          string
		auto, hold    bool
		have, pending attrs
		change        attrs
		want, waits   attrs
		due           []account.Address
	}{
		{name: "other attribute", auto: true, have: verified, change: attrs{"name": "B"},
			want: attrs{"email": "old@b", "email_verified": "true", "name": "B"}},
		{name: "removal", auto: true, have: verified, change: attrs{"name": ""},
			want: attrs{"email": "old@b", "email_verified": "true"}},
		{name: "auto-verified", auto: true, have: verified, change: attrs{"email": "new@b"},
			want: attrs{"email": "new@b", "email_verified": "false", "name": "A"}, due: []account.Address{{"email", "new@b"}}},
		{name: "not auto-verified", have: verified, change: attrs{"email": "new@b"},
			want: attrs{"email": "new@b", "email_verified": "false", "name": "A"}},
		{name: "unchanged", auto: true, have: verified, change: attrs{"email": "old@b"}, want: verified},
		{name: "marked", auto: true, hold: true, have: verified, change: attrs{"email": "new@b", "email_verified": "true"},
			want: attrs{"email": "new@b", "email_verified": "true", "name": "A"}},
		{name: "marked as unverified", auto: true, have: verified, change: attrs{"email": "new@b", "email_verified": "false"},
			want: attrs{"email": "new@b", "email_verified": "false", "name": "A"}, due: []account.Address{{"email", "new@b"}}},
		{name: "held", auto: true, hold: true, have: verified, change: attrs{"email": "new@b"}, want: verified,
			waits: attrs{"email": "new@b"}, due: []account.Address{{"email", "new@b"}}},
		{name: "held, then back", auto: true, hold: true, have: verified, pending: attrs{"email": "new@b"}, change: attrs{"email": "old@b"},
			want: verified, waits: attrs{}},
		{name: "held, then another attribute", auto: true, hold: true, have: verified, pending: attrs{"email": "new@b"},
			change: attrs{"name": "A"}, want: verified, waits: attrs{"email": "new@b"}},
		{name: "flag alone", have: attrs{"email": "a@b"}, change: attrs{"email_verified": "true"},
			want: attrs{"email": "a@b", "email_verified": "true"}},
		{name: "address removed", have: verified, change: attrs{"email": ""}, want: attrs{"name": "A"}},
		{name: "first address of an empty user", auto: true, change: attrs{"phone_number": "+12", "email": "a@b"},
			want: attrs{"phone_number": "+12", "phone_number_verified": "false", "email": "a@b", "email_verified": "false"},
			due:  []account.Address{{"phone_number", "+12"}, {"email", "a@b"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := testPool(func(p *userpool.Pool) {
				if tt.auto {
					p.AutoVerified = []userpool.AttributeName{"email", "phone_number"}
				}
				if tt.hold {
					p.VerifyBeforeUpdate = []userpool.AttributeName{"email"}
				}
			})
			u := &userpool.User{Pending: tt.pending}
			if tt.have != nil {
				u.Attributes = tt.have.Clone()
			}
			due := account.Change(p, u, tt.change)
			if d := cmp.Diff(tt.due, due); d != "" {
				t.Errorf("due: %s", d)
			}
			if d := cmp.Diff(tt.want, u.Attributes); d != "" {
				t.Errorf("attributes: %s", d)
			}
			if d := cmp.Diff(tt.waits, u.Pending); d != "" {
				t.Errorf("pending: %s", d)
			}
		})
	}
}

func TestProve(t *testing.T) {
	t.Parallel()
	u := &userpool.User{Attributes: userpool.Attributes{"email": "old@b"}, Pending: userpool.Attributes{"email": "new@b"}}
	if account.Prove(u, account.Address{Attribute: "email", Value: "other@b"}) {
		t.Error("a code for another address proves something")
	}
	if account.Prove(u, account.Address{Attribute: "phone_number"}) {
		t.Error("an empty address is proved")
	}
	if !account.Prove(u, account.Address{Attribute: "email", Value: "new@b"}) {
		t.Error("the address that waits is not proved")
	}
	if want := (userpool.Attributes{"email": "new@b", "email_verified": "true"}); !cmp.Equal(u.Attributes, want) || len(u.Pending) > 0 {
		t.Errorf("after the proof: %v, pending %v", u.Attributes, u.Pending)
	}
	if account.Prove(u, account.Address{Attribute: "email", Value: "old@b"}) {
		t.Error("the replaced address is proved")
	}
	bare := &userpool.User{Pending: userpool.Attributes{"email": "new@b"}}
	if !account.Prove(bare, account.Address{Attribute: "email", Value: "new@b"}) || !bare.Attributes.Verified("email") {
		t.Error("the first address of a user is not proved")
	}
}

func TestRecoveryAddress(t *testing.T) {
	t.Parallel()
	both := userpool.Attributes{"email": "a@b", "email_verified": "true", "phone_number": "+1", "phone_number_verified": "true"}
	mech := func(names ...string) []userpool.RecoveryMechanism {
		var out []userpool.RecoveryMechanism
		for i, n := range names {
			out = append([]userpool.RecoveryMechanism{{Name: n, Priority: i + 1}}, out...) // listed against their order
		}
		return out
	}
	tests := []struct {
		name string
		mech []userpool.RecoveryMechanism
		user userpool.User
		mfa  userpool.MFAMode
		want userpool.AttributeName
	}{
		{name: "none set", user: userpool.User{Attributes: both}, want: "phone_number"},
		{name: "none set, SMS MFA", user: userpool.User{Attributes: both, MFA: userpool.MFAState{SMSEnabled: true}}, mfa: userpool.MFAOn, want: "phone_number"},
		{name: "e-mail first", mech: mech("verified_email", "verified_phone_number"), user: userpool.User{Attributes: both}, want: "email"},
		{name: "phone first", mech: mech("verified_phone_number", "verified_email"), user: userpool.User{Attributes: both}, want: "phone_number"},
		{name: "phone carries MFA", mech: mech("verified_phone_number", "verified_email"), mfa: userpool.MFAOptional,
			user: userpool.User{Attributes: both, MFA: userpool.MFAState{SMSEnabled: true}}, want: "email"},
		{name: "e-mail carries MFA", mech: mech("verified_email"), mfa: userpool.MFAOptional,
			user: userpool.User{Attributes: both, MFA: userpool.MFAState{EmailEnabled: true}}, want: ""},
		{name: "MFA is off", mech: mech("verified_email"), mfa: userpool.MFAOff,
			user: userpool.User{Attributes: both, MFA: userpool.MFAState{EmailEnabled: true}}, want: "email"},
		{name: "unverified", mech: mech("verified_email"), user: userpool.User{Attributes: userpool.Attributes{"email": "a@b", "email_verified": "false"}}, want: ""},
		{name: "admin only", mech: mech("admin_only"), user: userpool.User{Attributes: both}, want: ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := testPool(func(p *userpool.Pool) { p.Recovery, p.MFA = tt.mech, tt.mfa })
			got, ok := account.RecoveryAddress(p, &tt.user)
			if got.Attribute != tt.want && (ok || tt.want != "") {
				t.Errorf("RecoveryAddress = %v, %v; want %q", got, ok, tt.want)
			}
			if ok != (tt.want != "") {
				t.Errorf("ok = %v", ok)
			}
		})
	}
}

func TestGhosts(t *testing.T) {
	t.Parallel()
	fold := testPool(func(p *userpool.Pool) { p.CaseSensitive = new(false) })
	exact := testPool(nil)
	g := account.Ghosts{Secret: func(label string) []byte { return []byte("s:" + label) }}
	if g.Of(fold, "Anna").Sub != g.Of(fold, "anna").Sub {
		t.Error("one name has two ghosts")
	}
	if g.Of(exact, "Anna").Sub == g.Of(exact, "anna").Sub {
		t.Error("two names share a ghost")
	}
	other := account.Ghosts{Secret: func(label string) []byte { return []byte("t:" + label) }}
	if g.Of(exact, "anna").Sub == other.Of(exact, "anna").Sub {
		t.Error("ghosts do not depend on the secret")
	}
	email, phone := userpool.AttrEmail, userpool.AttrPhone
	tests := []struct {
		typed   string
		choices []userpool.AttributeName
		medium  userpool.Medium
		masked  string // "" for an invented one
	}{
		{"anna@example.com", []userpool.AttributeName{phone, email}, userpool.MediumEmail, "a***@e***"},
		{"+14325559934", []userpool.AttributeName{email, phone}, userpool.MediumSMS, "+*******9934"},
		{"anna@example.com", []userpool.AttributeName{phone}, userpool.MediumSMS, ""},
		{"anna", []userpool.AttributeName{email, phone}, userpool.MediumEmail, ""},
		{"anna", []userpool.AttributeName{phone}, userpool.MediumSMS, ""},
	}
	for _, tt := range tests {
		a, ok := g.Address(exact, tt.typed, tt.choices)
		b, _ := g.Address(exact, tt.typed, tt.choices)
		masked := userpool.MaskDestination(a.Medium(), a.Value)
		if !ok || a != b || a.Medium() != tt.medium || tt.masked != "" && masked != tt.masked {
			t.Errorf("%s by %v: %v then %v, masked %s", tt.typed, tt.choices, a, b, masked)
		}
		if tt.masked == "" && tt.medium == userpool.MediumSMS && !account.IsPhone(a.Value) {
			t.Errorf("invented number %q", a.Value)
		}
	}
	if _, ok := g.Address(exact, "anna", nil); ok {
		t.Error("an address without a choice")
	}
}

func TestTaken(t *testing.T) {
	t.Parallel()
	plain, named := testPool(nil), testPool(func(p *userpool.Pool) { p.UsernameAttributes = []userpool.AttributeName{"email"} })
	tests := []struct {
		pool *userpool.Pool
		kind userpool.NameKind
		by   account.Maker
		code userpool.Code
		text string
	}{
		{plain, userpool.NameUsername, account.BySignUp, userpool.UsernameExists, "User already exists"},
		{plain, userpool.NameUsername, account.ByAdmin, userpool.UsernameExists, "User account already exists"},
		{plain, userpool.NameEmail, account.ByChange, userpool.AliasExists, "An account with the email already exists."},
		{plain, userpool.NamePhone, account.ByChange, userpool.AliasExists, "An account with the phone_number already exists."},
		{plain, userpool.NameEmail, account.ByAdmin, userpool.UsernameExists, "An account with the email already exists."},
		{named, userpool.NameEmail, account.BySignUp, userpool.UsernameExists, "An account with the given email already exists."},
		{named, userpool.NamePhone, account.ByAdmin, userpool.UsernameExists, "An account with the given phone_number already exists."},
	}
	for _, tt := range tests {
		err := account.Taken(tt.pool, &userpool.NameTaken{Name: userpool.Name{Kind: tt.kind, Value: "v"}}, tt.by)
		pooltest.Refused(t, err, tt.code, tt.text)
	}
	other := errors.New("disk")
	if got := account.Taken(plain, other, account.BySignUp); got != other { //nolint:errorlint // the very same
		t.Errorf("other errors change: %v", got)
	}
	if got := account.Taken(plain, nil, account.BySignUp); got != nil {
		t.Errorf("no error becomes %v", got)
	}
}

func TestRetry(t *testing.T) {
	t.Parallel()
	n := 0
	err := account.Retry(func() error {
		if n++; n < 3 {
			return userpool.ErrConflict
		}
		return nil
	})
	if err != nil || n != 3 {
		t.Errorf("after %d tries: %v", n, err)
	}
	pooltest.Refused(t, account.Retry(func() error { return userpool.ErrConflict }), userpool.TooManyRequests, "Too many requests")
}

func TestView(t *testing.T) {
	t.Parallel()
	u := &userpool.User{Sub: "S", Attributes: userpool.Attributes{"name": "A", "email": "a@b"},
		Identities: []userpool.LinkedIdentity{{Provider: "G", ProviderType: "Google", UserID: "1", Primary: true}}}
	u.Identities[0].Created = u.Created.AddDate(2000, 0, 0)
	got := account.View(u, nil)
	want := []account.Attribute{{"sub", "S"}, {"email", "a@b"}, {"identities", got[2].Value}, {"name", "A"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	const text = `[{"userId":"1","providerName":"G","providerType":"Google","issuer":null,"primary":true,"dateCreated":`
	if !strings.HasPrefix(got[2].Value, text) {
		t.Errorf("identities = %s", got[2].Value)
	}
	only := account.View(u, func(n userpool.AttributeName) bool { return n == "name" })
	if d := cmp.Diff([]account.Attribute{{"name", "A"}}, only); d != "" {
		t.Error(d)
	}
}

func TestMFAOptions(t *testing.T) {
	t.Parallel()
	sms := []account.MFAOption{{Medium: userpool.MediumSMS, Attribute: userpool.AttrPhone}}
	u := &userpool.User{}
	pooltest.Refused(t, account.SetMFAOptions(u, sms), userpool.InvalidParameter, "User does not have delivery config set to turn on SMS_MFA")
	pooltest.Refused(t, account.SetMFAOptions(u, []account.MFAOption{{Medium: userpool.MediumEmail, Attribute: userpool.AttrEmail}}),
		userpool.InvalidParameter, "Invalid MFA options: only SMS to phone_number can be set.")
	u.Attributes = userpool.Attributes{"phone_number": "+1"}
	if err := account.SetMFAOptions(u, sms); err != nil || !u.MFA.SMSEnabled || len(account.SecondFactors(u)) != 0 {
		t.Errorf("switched on: %v, %+v", err, u.MFA)
	}
	if err := account.SetMFAOptions(u, nil); err != nil || u.MFA.SMSEnabled {
		t.Errorf("switched off: %v, %+v", err, u.MFA)
	}
	u.MFA.SMSEnabled = true
	if err := account.SetMFAOptions(u, nil); err != nil || !u.MFA.SMSEnabled {
		t.Errorf("SetUserSettings switches off what it did not switch on")
	}
}
