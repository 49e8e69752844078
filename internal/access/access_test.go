package access_test

import (
	"encoding/json"
	"testing"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

const account = "123456789012"

func compile(t testing.TB, kind policy.Kind, name, text string) *access.Policy {
	t.Helper()
	doc, err := policy.Parse(text, kind)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return access.Compile(name, doc)
}

// statements makes a document of the given statements without braces.
func statements(all ...string) string {
	text := `{"Version":"2012-10-17","Statement":[`
	for i, st := range all {
		if i > 0 {
			text += ","
		}
		text += "{" + st + "}"
	}
	return text + "]}"
}

func quote(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func contextOf(values map[string][]string) access.Context {
	ctx := access.Context{}
	for k, v := range values {
		ctx.Set(k, v...)
	}
	return ctx
}

var (
	alice = access.Caller{
		Kind: access.User, ARN: "arn:aws:iam::123456789012:user/staff/alice",
		ID: "AIDAALICE000000000001", Account: account, Username: "alice",
	}
	session = access.Caller{
		Kind: access.AssumedRole, ARN: "arn:aws:sts::123456789012:assumed-role/reader/s1",
		IssuerARN: "arn:aws:iam::123456789012:role/app/reader",
		ID:        "AROAREADER00000000001:s1", Account: account,
	}
	federated = access.Caller{
		Kind: access.FederatedUser, ARN: "arn:aws:sts::123456789012:federated-user/fred",
		IssuerARN: alice.ARN, ID: "123456789012:fred", Account: account,
	}
	root      = access.Caller{Kind: access.Root, ARN: "arn:aws:iam::123456789012:root", ID: account, Account: account}
	anonymous = access.Caller{}
	guest     = access.Caller{Kind: access.WebIdentity, Provider: "cognito-identity.amazonaws.com"}
	mailer    = access.Caller{Kind: access.Service, Provider: "cognito-idp.amazonaws.com"}
	stranger  = access.Caller{
		Kind: access.User, ARN: "arn:aws:iam::210987654321:user/bob",
		ID: "AIDABOB00000000000001", Account: "210987654321", Username: "bob",
	}
)
