package access_test

import (
	"testing"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

func TestActions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		list   string
		action string
		want   bool
	}{
		{`"*"`, "s3:GetObject", true},
		{`"s3:*"`, "s3:GetObject", true},
		{`"s3:*"`, "s3express:GetObject", false},
		{`"s3:GetObject"`, "s3:GetObject", true},
		{`"S3:getobject"`, "s3:GetObject", true},
		{`"s3:GetObject"`, "S3:GETOBJECT", true},
		{`"s3:GetObject"`, "s3:GetObjectAcl", false},
		{`"s3:Get*"`, "s3:GetObjectAcl", true},
		{`"s3:*Object"`, "s3:GetObject", true},
		{`"s3:*Object"`, "s3:GetObjectAcl", false},
		{`"s3:?etObject"`, "s3:GetObject", true},
		{`"s3:?etObject"`, "s3:etObject", false},
		{`["sqs:*","s3:PutObject"]`, "s3:PutObject", true},
		{`["sqs:*","s3:PutObject"]`, "s3:GetObject", false},
		{`"cognito-idp:Admin*"`, "cognito-idp:AdminGetUser", true},
		{`"cognito-idp:Admin*"`, "cognito-idp:ListUsers", false},
		{`"s3:"`, "s3:GetObject", false},
	}
	for _, tt := range tests {
		for _, element := range []string{"Action", "NotAction"} {
			pol := compile(t, policy.Managed, "p", statements(`"Effect":"Allow","`+element+`":`+tt.list+`,"Resource":"*"`))
			got := access.Evaluate(
				&access.Request{Caller: alice, Action: tt.action, Resource: "arn:aws:s3:::b"},
				&access.Policies{Identity: []*access.Policy{pol}})
			if want := tt.want == (element == "Action"); got.Allowed != want {
				t.Errorf("%s %s, %s: %s", element, tt.list, tt.action, got)
			}
		}
	}
}

func TestResources(t *testing.T) {
	t.Parallel()
	ctx := contextOf(map[string][]string{
		"aws:username":                       {"alice"},
		"aws:PrincipalAccount":               {account},
		"aws:PrincipalTag/wild":              {"*"},
		"cognito-identity.amazonaws.com:sub": {"eu-west-1:1f2e"},
		"aws:TagKeys":                        {"a", "b"},
	})
	tests := []struct {
		list     string
		resource string
		want     bool
	}{
		{`"*"`, "arn:aws:s3:::b", true},
		{`"*"`, "*", true},
		{`"arn:aws:s3:::*"`, "*", false},
		{`"arn:aws:s3:::b/*"`, "arn:aws:s3:::b/x/y", true},
		{`"arn:aws:s3:::b/*"`, "arn:aws:s3:::b", false},
		{`"arn:aws:s3:::B/*"`, "arn:aws:s3:::b/x", false},
		{`["arn:aws:s3:::c","arn:aws:s3:::b"]`, "arn:aws:s3:::b", true},
		{`"arn:aws:sqs:*:*:q"`, "arn:aws:sqs:r:123456789012:q", true},
		{`"arn:aws:sqs:*:q"`, "arn:aws:sqs:r:123456789012:q", false},
		{`"arn:aws:sqs"`, "arn:aws:sqs:r:123456789012:q", true},
		{`"arn:aws:sqs:eu-west-1"`, "arn:aws:sqs:r:123456789012:q", false},
		{`"arn:aws:s3:::b/${aws:username}/*"`, "arn:aws:s3:::b/alice/x", true},
		{`"arn:aws:s3:::b/${aws:username}/*"`, "arn:aws:s3:::b/bob/x", false},
		{`"arn:aws:s3:::b/${aws:username}"`, "arn:aws:s3:::b/alice/x", false},
		{`"arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*"`, "arn:aws:s3:::b/eu-west-1:1f2e/x", true},
		{`"arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*"`, "arn:aws:s3:::b/eu-west-1:2222/x", false},
		{`"arn:aws:s3:::b/${aws:PrincipalTag/wild}"`, "arn:aws:s3:::b/x", false},
		{`"arn:aws:s3:::b/${aws:PrincipalTag/wild}"`, "arn:aws:s3:::b/*", true},
		{`"arn:aws:s3:::b/${aws:missing}"`, "arn:aws:s3:::b/", false},
		{`"arn:aws:s3:::b/${aws:missing}*"`, "arn:aws:s3:::b/x", false},
		{`"arn:aws:s3:::b/${aws:missing, 'public'}"`, "arn:aws:s3:::b/public", true},
		{`"arn:aws:s3:::b/${aws:TagKeys}"`, "arn:aws:s3:::b/a", false},
		{`"arn:aws:s3:::b/${*}"`, "arn:aws:s3:::b/x", false},
		{`"arn:aws:s3:::b/${*}"`, "arn:aws:s3:::b/*", true},
		// Variables stand in the last part only.
		{`"arn:aws:sqs:r:${aws:PrincipalAccount}:q"`, "arn:aws:sqs:r:123456789012:q", false},
		{`["arn:aws:s3:::b/${aws:missing}","arn:aws:s3:::b/y"]`, "arn:aws:s3:::b/y", true},
	}
	for _, tt := range tests {
		for _, element := range []string{"Resource", "NotResource"} {
			pol := compile(t, policy.Managed, "p", statements(`"Effect":"Allow","Action":"*","`+element+`":`+tt.list))
			got := access.Evaluate(
				&access.Request{Caller: alice, Action: "s3:GetObject", Resource: tt.resource, Context: ctx},
				&access.Policies{Identity: []*access.Policy{pol}})
			if want := tt.want == (element == "Resource"); got.Allowed != want {
				t.Errorf("%s %s, %s: %s", element, tt.list, tt.resource, got)
			}
		}
	}
}

func TestVersion2008HasNoVariables(t *testing.T) {
	t.Parallel()
	ctx := contextOf(map[string][]string{"aws:username": {"alice"}})
	for _, tt := range []struct {
		version, resource string
		want              bool
	}{
		{`"Version":"2008-10-17",`, "arn:aws:s3:::b/alice", false},
		{`"Version":"2008-10-17",`, "arn:aws:s3:::b/${aws:username}", true},
		{``, "arn:aws:s3:::b/alice", false},
		{`"Version":"2012-10-17",`, "arn:aws:s3:::b/alice", true},
	} {
		pol := compile(t, policy.Inline, "p", `{`+tt.version+`"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b/${aws:username}"}}`)
		got := access.Evaluate(
			&access.Request{Caller: alice, Action: "s3:GetObject", Resource: tt.resource, Context: ctx},
			&access.Policies{Identity: []*access.Policy{pol}})
		if got.Allowed != tt.want {
			t.Errorf("%s %s: %s", tt.version, tt.resource, got)
		}
	}
}

// TestPrincipals tests a queue policy without any identity policy: what the
// principal element alone decides.
func TestPrincipals(t *testing.T) {
	t.Parallel()
	callers := map[string]access.Caller{
		"alice": alice, "session": session, "federated": federated, "root": root,
		"anonymous": anonymous, "guest": guest, "mailer": mailer, "stranger": stranger,
	}
	// The root of the account needs no policy and is always among the allowed.
	tests := []struct {
		principal string
		want      []string
	}{
		{`"*"`, []string{"alice", "session", "anonymous", "guest", "mailer"}},
		{`{"AWS":"*"}`, []string{"alice", "session", "anonymous"}},
		{`{"AWS":"123456789012"}`, []string{"alice", "session"}},
		{`{"AWS":"arn:aws:iam::123456789012:root"}`, []string{"alice", "session"}},
		{`{"AWS":"210987654321"}`, nil},
		{`{"AWS":"arn:aws:iam::123456789012:user/staff/alice"}`, []string{"alice"}},
		{`{"AWS":"arn:aws:iam::123456789012:user/alice"}`, nil},
		{`{"AWS":"AIDAALICE000000000001"}`, []string{"alice"}},
		{`{"AWS":"arn:aws:iam::123456789012:role/app/reader"}`, []string{"session"}},
		{`{"AWS":"AROAREADER00000000001"}`, []string{"session"}},
		{`{"AWS":"arn:aws:sts::123456789012:assumed-role/reader/s1"}`, []string{"session"}},
		{`{"AWS":"arn:aws:sts::123456789012:assumed-role/reader/s2"}`, nil},
		{`{"AWS":"arn:aws:sts::123456789012:assumed-role/reader/*"}`, nil},
		{`{"AWS":"arn:aws:sts::123456789012:federated-user/fred"}`, []string{"federated"}},
		{`{"Federated":"cognito-identity.amazonaws.com"}`, []string{"guest"}},
		{`{"Federated":"accounts.google.com"}`, nil},
		{`{"Service":"cognito-idp.amazonaws.com"}`, []string{"mailer"}},
		{`{"Service":"sns.amazonaws.com"}`, nil},
		{`{"CanonicalUser":"79a5"}`, nil},
		{`{"AWS":["210987654321","AIDAALICE000000000001"],"Service":"cognito-idp.amazonaws.com"}`, []string{"alice", "mailer"}},
	}
	for _, tt := range tests {
		pol := compile(t, policy.Resource, "queue", statements(`"Effect":"Allow","Principal":`+tt.principal+`,"Action":"sqs:*","Resource":"*"`))
		want := map[string]bool{"root": true}
		for _, name := range tt.want {
			want[name] = true
		}
		for name, caller := range callers {
			got := access.Evaluate(
				&access.Request{Caller: caller, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:r:123456789012:q", Owner: account},
				&access.Policies{Resource: pol})
			if got.Allowed != want[name] {
				t.Errorf("%s, %s: %s", tt.principal, name, got)
			}
		}
	}
}

func TestNotPrincipal(t *testing.T) {
	t.Parallel()
	deny := compile(t, policy.Resource, "queue", statements(
		`"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::123456789012:role/app/reader"]},"Action":"sqs:*","Resource":"*"`,
		`"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"`))
	allow := compile(t, policy.Resource, "queue", statements(
		`"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::123456789012:role/app/reader"},"Action":"sqs:*","Resource":"*"`))
	for _, tt := range []struct {
		name   string
		caller access.Caller
		pol    *access.Policy
		want   bool
	}{
		{"deny, listed", session, deny, true},
		{"deny, other", alice, deny, false},
		{"deny, root", root, deny, false},
		{"allow, listed", session, allow, false},
		{"allow, other", alice, allow, true},
		{"allow, anonymous", anonymous, allow, true},
	} {
		got := access.Evaluate(
			&access.Request{Caller: tt.caller, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:r:123456789012:q", Owner: account},
			&access.Policies{Resource: tt.pol})
		if got.Allowed != tt.want {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}
