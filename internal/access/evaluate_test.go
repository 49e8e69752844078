package access_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

const queue = "arn:aws:sqs:eu-west-1:123456789012:q"

// TestPrecedence combines the kinds of policies. Each policy is written as a
// word: allow, deny, other (allows something else) or empty for none.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	const (
		identity = access.FromIdentity
		boundary = access.FromBoundary
		sessions = access.FromSession
		resource = access.FromResource
	)
	type row struct {
		name                               string
		caller                             access.Caller
		identity, boundary, session, grant string
		principal                          string // of the resource policy
		owner                              string
		must                               bool
		want, explicit                     bool
		source                             access.Source
	}
	const (
		self      = `{"AWS":["arn:aws:iam::123456789012:user/staff/alice","arn:aws:sts::123456789012:assumed-role/reader/s1","arn:aws:sts::123456789012:federated-user/fred"]}`
		issuer    = `{"AWS":["arn:aws:iam::123456789012:role/app/reader","arn:aws:iam::123456789012:user/staff/alice"]}`
		acct      = `{"AWS":"123456789012"}`
		both      = `{"AWS":["123456789012","210987654321"]}`
		any       = `"*"`
		other     = "210987654321"
		allow     = "allow"
		deny      = "deny"
		elsewhere = "other"
	)
	tests := []row{
		{name: "nothing", caller: alice, source: identity},
		{name: "identity allows", caller: alice, identity: allow, want: true, source: identity},
		{name: "identity allows something else", caller: alice, identity: elsewhere, source: identity},
		{name: "identity denies", caller: alice, identity: deny, explicit: true, source: identity},
		{name: "boundary alone", caller: alice, boundary: allow, source: identity},
		{name: "identity within boundary", caller: alice, identity: allow, boundary: allow, want: true, source: identity},
		{name: "identity outside boundary", caller: alice, identity: allow, boundary: elsewhere, source: boundary},
		{name: "boundary denies", caller: alice, identity: allow, boundary: deny, explicit: true, source: boundary},
		{name: "session alone", caller: session, session: allow, source: identity},
		{name: "identity within session", caller: session, identity: allow, session: allow, want: true, source: identity},
		{name: "identity outside session", caller: session, identity: allow, session: elsewhere, source: sessions},
		{name: "session denies", caller: session, identity: allow, session: deny, explicit: true, source: sessions},
		{name: "boundary before session", caller: session, identity: allow, boundary: elsewhere, session: elsewhere, source: boundary},
		{name: "all three", caller: session, identity: allow, boundary: allow, session: allow, want: true, source: identity},

		{name: "resource names the user", caller: alice, grant: allow, principal: self, want: true, source: resource},
		{name: "resource names the user outside boundary", caller: alice, boundary: elsewhere, grant: allow, principal: self, want: true, source: resource},
		{name: "resource names the user, identity denies", caller: alice, identity: deny, grant: allow, principal: self, explicit: true, source: identity},
		{name: "resource names the user, boundary denies", caller: alice, boundary: deny, grant: allow, principal: self, explicit: true, source: boundary},
		{name: "resource denies", caller: alice, identity: allow, grant: deny, principal: any, explicit: true, source: resource},
		{name: "resource denies someone else", caller: alice, identity: allow, grant: deny, principal: `{"AWS":"210987654321"}`, want: true, source: identity},
		{name: "resource names the account", caller: alice, grant: allow, principal: acct, want: true, source: resource},
		{name: "resource names the account outside boundary", caller: alice, boundary: elsewhere, grant: allow, principal: acct, source: boundary},
		{name: "resource names everyone outside boundary", caller: alice, boundary: elsewhere, grant: allow, principal: any, source: boundary},
		{name: "resource names the session", caller: session, boundary: elsewhere, session: elsewhere, grant: allow, principal: self, want: true, source: resource},
		{name: "resource names the role", caller: session, grant: allow, principal: issuer, want: true, source: resource},
		{name: "resource names the role outside session", caller: session, session: elsewhere, grant: allow, principal: issuer, source: sessions},
		{name: "resource names the role outside boundary", caller: session, boundary: elsewhere, grant: allow, principal: issuer, source: boundary},
		{name: "resource names the role, session denies", caller: session, session: deny, grant: allow, principal: self, explicit: true, source: sessions},

		{name: "other account, identity only", caller: alice, identity: allow, owner: other, source: resource},
		{name: "other account, resource only", caller: alice, grant: allow, principal: self, owner: other, source: identity},
		{name: "other account, both", caller: alice, identity: allow, grant: allow, principal: both, owner: other, want: true, source: identity},
		{name: "other account, both outside boundary", caller: alice, identity: allow, boundary: elsewhere, grant: allow, principal: self, owner: other, source: boundary},
		{name: "other account, root", caller: root, grant: allow, principal: acct, owner: other, want: true, source: identity},
		{name: "other account, root without grant", caller: root, owner: other, source: resource},

		{name: "root", caller: root, want: true, source: identity},
		{name: "root ignores boundary", caller: root, boundary: elsewhere, want: true, source: identity},
		{name: "root is denied by a resource", caller: root, grant: deny, principal: any, explicit: true, source: resource},

		{name: "federated user without session policy", caller: federated, identity: allow, source: sessions},
		{name: "federated user", caller: federated, identity: allow, session: allow, want: true, source: identity},
		{name: "federated user beyond the user", caller: federated, identity: elsewhere, session: allow, source: identity},
		{name: "resource names the federated user", caller: federated, grant: allow, principal: self, want: true, source: resource},
		{name: "resource names the user behind", caller: federated, grant: allow, principal: issuer, source: sessions},
		{name: "resource names the user behind, session allows", caller: federated, session: allow, grant: allow, principal: issuer, want: true, source: resource},

		{name: "anonymous", caller: anonymous, identity: allow, source: resource},
		{name: "anonymous granted", caller: anonymous, grant: allow, principal: any, want: true, source: resource},
		{name: "anonymous, account named", caller: anonymous, grant: allow, principal: acct, source: resource},

		{name: "trust, identity only", caller: alice, identity: allow, must: true, source: resource},
		{name: "trust, root without trust", caller: root, must: true, source: resource},
		{name: "trust names the user", caller: alice, grant: allow, principal: self, must: true, want: true, source: resource},
		{name: "trust names the account only", caller: alice, grant: allow, principal: acct, must: true, source: identity},
		{name: "trust names the account, identity allows", caller: alice, identity: allow, grant: allow, principal: acct, must: true, want: true, source: identity},
		{name: "trust names the account outside boundary", caller: alice, identity: allow, boundary: elsewhere, grant: allow, principal: acct, must: true, source: boundary},
		{name: "trust names the role", caller: session, grant: allow, principal: issuer, must: true, want: true, source: resource},
		{name: "trust names another account", caller: stranger, identity: allow, grant: allow, principal: `{"AWS":"210987654321"}`, owner: account, must: true, want: true, source: identity},
		{name: "trust names another account, no identity", caller: stranger, grant: allow, principal: `{"AWS":"210987654321"}`, owner: account, must: true, source: identity},
		{name: "trust names a foreign user, no identity", caller: stranger, grant: allow, principal: `{"AWS":"arn:aws:iam::210987654321:user/bob"}`, owner: account, must: true, source: identity},
		{name: "trust names the provider", caller: guest, grant: allow, principal: `{"Federated":"cognito-identity.amazonaws.com"}`, must: true, want: true, source: resource},
		{name: "trust names every AWS principal", caller: guest, grant: allow, principal: `{"AWS":"*"}`, must: true, source: resource},
		{name: "trust denies", caller: guest, grant: deny, principal: `"*"`, must: true, explicit: true, source: resource},
	}
	document := func(word, head string) string {
		switch word {
		case deny:
			return statements(`"Effect":"Deny",`+head+`"Action":"sqs:SendMessage","Resource":"`+queue+`"`,
				`"Effect":"Allow",`+head+`"Action":"*","Resource":"*"`)
		case elsewhere:
			return statements(`"Effect":"Allow",` + head + `"Action":"sqs:ReceiveMessage","Resource":"*"`)
		default:
			return statements(`"Effect":"Allow",` + head + `"Action":"sqs:Send*","Resource":"arn:aws:sqs:*"`)
		}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &access.Policies{ResourceMustAllow: tt.must}
			if tt.identity != "" {
				p.Identity = []*access.Policy{compile(t, policy.Managed, "i", document(elsewhere, "")), compile(t, policy.Managed, "i2", document(tt.identity, ""))}
			}
			if tt.boundary != "" {
				p.Boundary = compile(t, policy.Managed, "b", document(tt.boundary, ""))
			}
			if tt.session != "" {
				p.Session = []*access.Policy{compile(t, policy.Session, "s", document(elsewhere, "")), compile(t, policy.Session, "s2", document(tt.session, ""))}
			}
			if tt.grant != "" {
				p.Resource = compile(t, policy.Resource, "r", document(tt.grant, `"Principal":`+tt.principal+`,`))
			}
			got := access.Evaluate(&access.Request{Caller: tt.caller, Action: "sqs:SendMessage", Resource: queue, Owner: tt.owner}, p)
			if got.Allowed != tt.want || got.Explicit != tt.explicit || got.Source != tt.source {
				t.Errorf("%s\nallowed %v, explicit %v, source %v; want %v, %v, %v",
					got, got.Allowed, got.Explicit, got.Source, tt.want, tt.explicit, tt.source)
			}
		})
	}
}

func TestStrongestGrantWins(t *testing.T) {
	t.Parallel()
	pol := compile(t, policy.Resource, "r", statements(
		`"Sid":"all","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"`,
		`"Sid":"me","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/staff/alice"},"Action":"*","Resource":"*"`))
	narrow := compile(t, policy.Managed, "b", statements(`"Effect":"Allow","Action":"s3:*","Resource":"*"`))
	got := access.Evaluate(
		&access.Request{Caller: alice, Action: "sqs:SendMessage", Resource: queue},
		&access.Policies{Boundary: narrow, Resource: pol})
	want := access.Decision{Allowed: true, Source: access.FromResource, By: &access.Ref{Source: access.FromResource, Policy: "r", SID: "me", Index: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decision (-want +got):\n%s", diff)
	}
}

func TestMessage(t *testing.T) {
	t.Parallel()
	r := &access.Request{Caller: session, Action: "cognito-idp:ListUsers", Resource: "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_A"}
	const head = "User: arn:aws:sts::123456789012:assumed-role/reader/s1 is not authorized to perform: cognito-idp:ListUsers on resource: arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_A"
	for _, tt := range []struct {
		d    access.Decision
		want string
	}{
		{access.Decision{Source: access.FromIdentity}, " because no identity-based policy allows the cognito-idp:ListUsers action"},
		{access.Decision{Source: access.FromBoundary}, " because no permissions boundary allows the cognito-idp:ListUsers action"},
		{access.Decision{Source: access.FromSession}, " because no session policy allows the cognito-idp:ListUsers action"},
		{access.Decision{Source: access.FromResource}, " because no resource-based policy allows the cognito-idp:ListUsers action"},
		{access.Decision{Explicit: true, Source: access.FromIdentity}, " with an explicit deny in an identity-based policy"},
		{access.Decision{Explicit: true, Source: access.FromBoundary}, " with an explicit deny in a permissions boundary"},
		{access.Decision{Explicit: true, Source: access.FromSession}, " with an explicit deny in a session policy"},
		{access.Decision{Explicit: true, Source: access.FromResource}, " with an explicit deny in a resource-based policy"},
	} {
		if got := tt.d.Message(r); got != head+tt.want {
			t.Errorf("Message = %q\nwant %q", got, head+tt.want)
		}
	}
	anon := &access.Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k"}
	const want = "User: anonymous is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k because no resource-based policy allows the s3:GetObject action"
	if got := (access.Decision{Source: access.FromResource}).Message(anon); got != want {
		t.Errorf("Message = %q", got)
	}
}

func TestExplanation(t *testing.T) {
	t.Parallel()
	pol := compile(t, policy.Managed, "arn:aws:iam::123456789012:policy/P", statements(
		`"Effect":"Allow","Action":"s3:*","Resource":"*"`,
		`"Sid":"Own","Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"},"StringEquals":{"aws:UserName":"bob"}}`,
		`"Sid":"Net","Effect":"Deny","Action":"sqs:Delete*","Resource":"*"`))
	p := &access.Policies{Identity: []*access.Policy{pol}}
	ctx := contextOf(map[string][]string{"aws:username": {"alice"}, "aws:SecureTransport": {"true"}})
	for _, tt := range []struct{ action, want string }{
		{"sqs:SendMessage", "denied: no identity-based policy allows it; statement 2 (Own) of identity-based policy arn:aws:iam::123456789012:policy/P would, but its condition StringEquals on aws:UserName does not hold"},
		{"sqs:DeleteQueue", "denied by statement 3 (Net) of identity-based policy arn:aws:iam::123456789012:policy/P"},
		{"s3:GetObject", "allowed by statement 1 of identity-based policy arn:aws:iam::123456789012:policy/P"},
		{"sns:Publish", "denied: no identity-based policy allows it"},
	} {
		got := access.Evaluate(&access.Request{Caller: alice, Action: tt.action, Resource: queue, Context: ctx}, p)
		if got.String() != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.action, got, tt.want)
		}
	}
	if got := access.Evaluate(&access.Request{Caller: root, Action: "a:b", Resource: "*"}, &access.Policies{}).String(); got != "allowed: the account's root needs no policy" {
		t.Errorf("root: %s", got)
	}
}

func TestMatchesAndKeys(t *testing.T) {
	t.Parallel()
	pol := compile(t, policy.Managed, "P", statements(
		`"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:UserName}"`,
		`"Sid":"B","Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"aws:TagKeys":"false"},"StringLike":{"aws:SourceIp":"${a:b, 'x'}"}}`,
		`"Sid":"C","Effect":"Allow","NotAction":"iam:*","Resource":"*"`))
	got := access.Matches(
		&access.Request{Caller: alice, Action: "s3:GetObject", Resource: "arn:aws:s3:::alice", Context: contextOf(map[string][]string{"aws:username": {"alice"}})},
		&access.Policies{Identity: []*access.Policy{pol}, Session: []*access.Policy{pol}})
	want := []access.Ref{
		{Source: access.FromIdentity, Policy: "P", SID: "A"},
		{Source: access.FromIdentity, Policy: "P", SID: "C", Index: 2},
		{Source: access.FromSession, Policy: "P", SID: "A"},
		{Source: access.FromSession, Policy: "P", SID: "C", Index: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Matches (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a:b", "aws:sourceip", "aws:tagkeys", "aws:username"}, pol.Keys()); diff != "" {
		t.Errorf("Keys (-want +got):\n%s", diff)
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	caller := session
	caller.Tags = []access.Tag{{Key: "Team", Value: "blue"}}
	caller.FederatedProvider = "cognito-identity.amazonaws.com"
	caller.IssuedAt = time.Date(2026, 1, 2, 4, 4, 5, 0, time.FixedZone("", 3600))
	caller.Keys = map[string][]string{
		"cognito-identity.amazonaws.com:sub": {"eu-west-1:1f2e"},
		"cognito-identity.amazonaws.com:amr": {"authenticated", "x"},
		// A provider must not be able to forge what the service says itself.
		"aws:PrincipalAccount":  {"210987654321"},
		"AWS:username":          {"root"},
		"aws:PrincipalTag/role": {"admin"},
	}
	ctx := access.Context{}
	caller.Describe(ctx)
	want := access.Context{
		"cognito-identity.amazonaws.com:sub": {"eu-west-1:1f2e"},
		"cognito-identity.amazonaws.com:amr": {"authenticated", "x"},
		"aws:principaltype":                  {"AssumedRole"},
		"aws:principalarn":                   {"arn:aws:iam::123456789012:role/app/reader"},
		"aws:principalaccount":               {account},
		"aws:principalisawsservice":          {"false"},
		"aws:viaawsservice":                  {"false"},
		"aws:userid":                         {"AROAREADER00000000001:s1"},
		"aws:federatedprovider":              {"cognito-identity.amazonaws.com"},
		"aws:principaltag/team":              {"blue"},
		"aws:tokenissuetime":                 {"2026-01-02T03:04:05Z"},
		"aws:multifactorauthpresent":         {"false"},
	}
	if diff := cmp.Diff(want, ctx); diff != "" {
		t.Errorf("session keys (-want +got):\n%s", diff)
	}

	ctx = access.Context{}
	alice.Describe(ctx)
	want = access.Context{
		"aws:principaltype":         {"User"},
		"aws:principalarn":          {alice.ARN},
		"aws:principalaccount":      {account},
		"aws:principalisawsservice": {"false"},
		"aws:viaawsservice":         {"false"},
		"aws:userid":                {alice.ID},
		"aws:username":              {"alice"},
	}
	if diff := cmp.Diff(want, ctx); diff != "" {
		t.Errorf("user keys (-want +got):\n%s", diff)
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	ctx := access.Context{}
	ctx.SetTime(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	ctx.SetTags([]access.Tag{{Key: "Team", Value: "blue"}, {Key: "env", Value: ""}})
	ctx.SetResourceTags([]access.Tag{{Key: "Owner", Value: "me"}})
	want := access.Context{
		"aws:currenttime":       {"2026-01-02T03:04:05Z"},
		"aws:epochtime":         {"1767323045"},
		"aws:requesttag/team":   {"blue"},
		"aws:requesttag/env":    {""},
		"aws:tagkeys":           {"Team", "env"},
		"aws:resourcetag/owner": {"me"},
	}
	if diff := cmp.Diff(want, ctx); diff != "" {
		t.Errorf("context (-want +got):\n%s", diff)
	}
	if got := ctx.Get("AWS:RequestTag/TEAM"); len(got) != 1 || got[0] != "blue" {
		t.Errorf("Get = %v", got)
	}
}
