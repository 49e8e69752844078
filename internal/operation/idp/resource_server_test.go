package idp_test

import (
	"fmt"
	"testing"
)

func TestResourceServers(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	server := func(id string, scopes ...string) m {
		list := []m{}
		for _, s := range scopes {
			list = append(list, m{"ScopeName": s, "ScopeDescription": "may " + s})
		}
		return m{"UserPoolId": pool, "Identifier": id, "Name": "Server", "Scopes": list}
	}
	want := `{"ResourceServer":{"UserPoolId":"` + pool + `","Identifier":"https://api.example/v1","Name":"Server","Scopes":[{"ScopeName":"read","ScopeDescription":"may read"}]}}`
	same(t, a.must(t, "CreateResourceServer", server("https://api.example/v1", "read")), want)
	same(t, a.must(t, "DescribeResourceServer", m{"UserPoolId": pool, "Identifier": "https://api.example/v1"}), want)
	const invalid, missing = "InvalidParameterException: ", "ResourceNotFoundException: "
	a.refused(t, "CreateResourceServer", server("https://api.example/v1"), invalid+"https://api.example/v1 already exists in user pool "+pool+".")
	a.refused(t, "CreateResourceServer", server("aws.cognito/dcr"), invalid+"Resource server identifier aws.cognito/dcr is reserved.")
	a.refused(t, "CreateResourceServer", server("x", "a", "a"), invalid+"Scope a is defined more than once.")
	a.refused(t, "CreateResourceServer", m{"UserPoolId": "us-east-1_unknown00", "Identifier": "x", "Name": "x"}, missing+"User pool us-east-1_unknown00 does not exist.")
	a.refused(t, "UpdateResourceServer", server("x"), missing+"Resource server x does not exist.")
	a.refused(t, "DescribeResourceServer", m{"UserPoolId": pool, "Identifier": "x"}, missing+"Resource server x does not exist.")
	a.refused(t, "DeleteResourceServer", m{"UserPoolId": pool, "Identifier": "x"}, missing+"Resource server x does not exist.")
	a.refused(t, "ListResourceServers", m{"UserPoolId": pool, "MaxResults": 1, "NextToken": "x"}, invalid+"Invalid pagination token given.")

	same(t, a.must(t, "UpdateResourceServer", m{"UserPoolId": pool, "Identifier": "https://api.example/v1", "Name": "Other"}),
		`{"ResourceServer":{"UserPoolId":"`+pool+`","Identifier":"https://api.example/v1","Name":"Other"}}`)
	for i := range 24 {
		a.must(t, "CreateResourceServer", server(fmt.Sprintf("s%02d", i)))
	}
	a.refused(t, "CreateResourceServer", server("one too many"), "InvalidParameterException: 1 validation error detected: Value 'one too many' at 'identifier' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\x21\\x23-\\x5B\\x5D-\\x7E]+")
	a.refused(t, "CreateResourceServer", server("toomany"), "LimitExceededException: The user pool has reached its limit of 25 resource servers.")
	seen, token := 0, any(nil)
	for page := 0; ; page++ {
		in := m{"UserPoolId": pool, "MaxResults": 10}
		if token != nil {
			in["NextToken"] = token
		}
		out := a.must(t, "ListResourceServers", in)
		seen += len(out["ResourceServers"].([]any))
		if token = out["NextToken"]; token == nil {
			break
		}
	}
	if seen != 25 {
		t.Errorf("%d servers listed", seen)
	}
	a.must(t, "DeleteResourceServer", m{"UserPoolId": pool, "Identifier": "s00"})
	a.must(t, "CreateResourceServer", server("s00"))
}
