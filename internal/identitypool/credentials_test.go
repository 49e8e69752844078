package identitypool

import (
	"testing"

	"github.com/cognate-id/cognate/internal/syntax/claims"
)

func parse(t testing.TB, text string) *claims.Set {
	t.Helper()
	c, err := claims.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRuleMatches(t *testing.T) {
	t.Parallel()
	c := parse(t, `{"s":"abc","n":12,"b":true,"list":["one","two"],"empty":[],"null":null}`)
	tests := []struct {
		claim string
		match Match
		value string
		want  bool
	}{
		{"s", Equals, "abc", true}, {"s", Equals, "ABC", false}, {"s", Contains, "b", true}, {"s", StartsWith, "ab", true},
		{"s", StartsWith, "b", false}, {"s", NotEqual, "x", true}, {"s", NotEqual, "abc", false},
		{"n", Equals, "12", true}, {"b", Equals, "true", true}, {"list", Contains, "two", true}, {"list", Equals, "two", true},
		{"list", NotEqual, "two", false}, {"list", NotEqual, "three", true},
		{"absent", NotEqual, "x", false}, {"absent", Equals, "", false}, {"absent", Contains, "", false},
		{"s", "Other", "abc", false}, {"s", Equals, "a*", false},
	}
	for _, tt := range tests {
		r := Rule{Claim: tt.claim, Match: tt.match, Value: tt.value}
		if got := r.matches(c); got != tt.want {
			t.Errorf("%s %s %q: %v", tt.claim, tt.match, tt.value, got)
		}
	}
	if (&Rule{Claim: "s", Match: Equals, Value: ""}).matches(nil) {
		t.Error("a login without claims matches")
	}
}

func TestTokenRole(t *testing.T) {
	t.Parallel()
	const two = `{"cognito:roles":["a","b"]`
	tests := []struct{ claims, custom, want string }{
		{`{}`, "", ""}, {`{"cognito:roles":["a"]}`, "", "a"}, {two + `}`, "", ""}, {two + `,"cognito:preferred_role":"b"}`, "", "b"},
		{two + `,"cognito:preferred_role":"b"}`, "a", "a"}, {two + `}`, "c", ""}, {`{}`, "a", ""},
		{`{"cognito:roles":"a"}`, "", ""}, // not a list
	}
	for _, tt := range tests {
		if got := tokenRole(parse(t, tt.claims), tt.custom); got != tt.want {
			t.Errorf("%s with %q: %q, want %q", tt.claims, tt.custom, got, tt.want)
		}
	}
}

func TestRole(t *testing.T) {
	t.Parallel()
	p := &Pool{Roles: map[string]string{RoleAuthenticated: "user", RoleUnauthenticated: "guest"}}
	saml := func(roles ...string) []login {
		return []login{{provider: provider{kind: kindSAML}, saml: &SAMLLogin{Roles: roles}}}
	}
	plain := []login{{provider: provider{kind: kindOIDC, name: "id.example.com"}}}
	tests := []struct {
		name   string
		logins []login
		custom string
		want   string
		code   Code
	}{
		{"guest", nil, "", "guest", ""}, {"guest who chooses", nil, "user", "", NotAuthorized},
		{"user", plain, "", "user", ""}, {"user who chooses without a mapping", plain, "admin", "", NotAuthorized},
		{"one role of the assertion", saml("a"), "", "a", ""}, {"several", saml("a", "b"), "", "", InvalidParameter},
		{"one of several", saml("a", "b"), "b", "b", ""}, {"none of several", saml("a", "b"), "c", "", NotAuthorized},
		{"no role in the assertion", saml(), "", "user", ""},
	}
	for _, tt := range tests {
		got, err := p.role(tt.logins, tt.custom)
		if got != tt.want || CodeOf(err) != tt.code {
			t.Errorf("%s: %q, %v; want %q %s", tt.name, got, err, tt.want, tt.code)
		}
	}
	if _, err := (&Pool{}).role(plain, ""); CodeOf(err) != InvalidConfiguration {
		t.Errorf("a pool without roles: %v", err)
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	p := &Pool{TagMaps: map[string]TagMap{"p": {Tags: map[string]string{"a": "list", "b": "n", "c": "absent", "d": "object"}}}}
	logins := []login{{provider: provider{name: "p"}, claims: parse(t, `{"list":["x","y"],"n":7,"object":{"k":"v"}}`)}}
	got := p.tags(logins)
	if len(got) != 2 || got["a"] != "x" || got["b"] != "7" {
		t.Errorf("tags %v", got)
	}
}

func TestGuestPolicyFits(t *testing.T) {
	t.Parallel()
	const room = 2048 // of session policies, less the ARN of the managed half
	if n := len(GuestPolicy()); n > room-100 {
		t.Errorf("the policy of guests has %d characters", n)
	}
}
