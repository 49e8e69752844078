package access_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
)

func TestCatalog(t *testing.T) {
	t.Parallel()
	catalog := access.NewCatalog()
	for service, want := range map[string]int{
		"cognito-idp": 140, "cognito-identity": 23, "cognito-sync": 17, "iam": 70, "sts": 8,
	} {
		if got := catalog.Actions(service); got != want {
			t.Errorf("%d operations of %s, want %d", got, service, want)
		}
	}
	at := access.Place{Partition: "aws", Region: "eu-west-1", Account: account}
	tests := []struct {
		service, name string
		parameters    map[string]string
		check         access.Check
		resource      string
		passesTo      string
	}{
		{"cognito-idp", "AdminGetUser", map[string]string{"UserPoolId": "eu-west-1_A"}, access.ByPolicy, "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_A", ""},
		{"cognito-idp", "CreateUserPool", nil, access.ByPolicy, "*", "cognito-idp.amazonaws.com"},
		{"cognito-idp", "TagResource", map[string]string{"ResourceArn": "arn:x"}, access.ByPolicy, "arn:x", ""},
		{"cognito-idp", "InitiateAuth", nil, access.Unchecked, "", ""},
		{"cognito-identity", "SetIdentityPoolRoles", map[string]string{"IdentityPoolId": "eu-west-1:1"}, access.ByPolicy, "arn:aws:cognito-identity:eu-west-1:123456789012:identitypool/eu-west-1:1", "cognito-identity.amazonaws.com"},
		{"cognito-identity", "GetId", nil, access.Unchecked, "", ""},
		{"cognito-sync", "ListDatasets", map[string]string{"IdentityPoolId": "p", "IdentityId": "i"}, access.ByPolicy, "arn:aws:cognito-sync:eu-west-1:123456789012:identitypool/p/identity/i/dataset/null", ""},
		{"cognito-sync", "ListRecords", map[string]string{"IdentityPoolId": "p", "IdentityId": "i", "DatasetName": "d"}, access.ByPolicy, "arn:aws:cognito-sync:eu-west-1:123456789012:identitypool/p/identity/i/dataset/d", ""},
		{"iam", "CreateRole", map[string]string{"RoleName": "r"}, access.ByPolicy, "arn:aws:iam::123456789012:role/r", ""},
		{"iam", "CreateRole", map[string]string{"RoleName": "r", "Path": "/a/"}, access.ByPolicy, "arn:aws:iam::123456789012:role/a/r", ""},
		{"iam", "GetRole", map[string]string{"role": "a/r", "RoleName": "r"}, access.ByPolicy, "arn:aws:iam::123456789012:role/a/r", ""},
		{"iam", "ListRoles", nil, access.ByPolicy, "arn:aws:iam::123456789012:role/", ""},
		{"iam", "ListPolicies", nil, access.ByPolicy, "policy path /", ""},
		{"iam", "GetPolicy", map[string]string{"PolicyArn": "arn:p"}, access.ByPolicy, "arn:p", ""},
		{"iam", "CreateOpenIDConnectProvider", map[string]string{"issuer": "id.example.com/a"}, access.ByPolicy, "arn:aws:iam::123456789012:oidc-provider/id.example.com/a", ""},
		{"sts", "AssumeRole", map[string]string{"RoleArn": "arn:r"}, access.ByTrust, "arn:r", ""},
		{"sts", "GetCallerIdentity", nil, access.Unchecked, "", ""},
		{"sts", "GetFederationToken", map[string]string{"Name": "fred"}, access.ByPolicy, "arn:aws:sts::123456789012:federated-user/fred", ""},
	}
	for _, tt := range tests {
		op, err := catalog.Find(tt.service, tt.name)
		if err != nil {
			t.Error(err)
			continue
		}
		if want := tt.service + ":" + tt.name; op.Action != want || op.Check != tt.check || op.PassesTo != tt.passesTo {
			t.Errorf("%s = %+v", want, op)
		}
		if got := op.ARN(at, func(name string) string { return tt.parameters[name] }); got != tt.resource {
			t.Errorf("%s: resource %q, want %q", op.Action, got, tt.resource)
		}
	}
	if op, err := catalog.Find("iam", "DeleteEverything"); err == nil {
		t.Errorf("unknown operation found: %+v", op)
	}
	op, err := catalog.Find("iam", "AttachRolePolicy")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"aws:ResourceTag/", "iam:ResourceTag/", "iam:PermissionsBoundary", "iam:PolicyARN"}, op.Keys); diff != "" {
		t.Errorf("keys of AttachRolePolicy (-want +got):\n%s", diff)
	}
}
