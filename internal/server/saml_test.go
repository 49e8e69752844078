package server

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/cognate-id/cognate/internal/upstream/assertion/assertiontest"
)

const samlAttribute = "https://aws.amazon.com/SAML/Attributes/"

func TestSAML(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := assertiontest.New(t)
	arn := w.ok(w.query(&w.root, "iam", "CreateSAMLProvider", map[string]string{"Name": "corp", "SAMLMetadataDocument": p.Metadata()}))["SAMLProviderArn"]
	w.refused(w.query(&w.root, "iam", "CreateSAMLProvider", map[string]string{"Name": "bad", "SAMLMetadataDocument": strings.Repeat("<a/>", 300)}), 400, "InvalidInput")
	w.refused(w.query(&w.root, "iam", "CreateSAMLProvider", map[string]string{"Name": "corp", "SAMLMetadataDocument": p.Metadata()}), 409, "EntityAlreadyExists")
	role := w.role("staff", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"`+arn+`"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],`+
		`"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml","saml:sub":"zoe"}}}]}`,
		statement("Allow", `"iam:ListUsers"`, "*", `{"StringEquals":{"aws:PrincipalTag/team":"a","saml:sub":"${saml:sub}"}}`))
	// The library reads the clock of the machine.
	w.pass(time.Since(w.clock()))
	response := func(subject, session string) string {
		return p.Sign(t, assertiontest.Response{Subject: subject, Attributes: map[string][]string{
			samlAttribute + "Role": {arn + "," + role}, samlAttribute + "RoleSessionName": {session},
			samlAttribute + "PrincipalTag:team": {"a"}, samlAttribute + "SessionDuration": {"1800"},
		}})
	}
	assume := func(provider, role, response string) answer {
		return w.query(nil, "sts", "AssumeRoleWithSAML", map[string]string{"RoleArn": role, "PrincipalArn": provider, "SAMLAssertion": response})
	}
	out := w.ok(assume(arn, role, response("zoe", "zoe@example.com")))
	if out["Subject"] != "zoe" || out["SubjectType"] != "persistent" || out["Issuer"] != p.EntityID || out["NameQualifier"] == "" {
		t.Errorf("assumed %v", out)
	}
	creds := aws.Credentials{AccessKeyID: out["AccessKeyId"], SecretAccessKey: out["SecretAccessKey"], SessionToken: out["SessionToken"]}
	if got := w.whoami(creds); !strings.HasSuffix(got, "assumed-role/staff/zoe@example.com") {
		t.Errorf("zoe is %s", got)
	}
	w.ok(w.query(&creds, "iam", "ListUsers", nil))
	w.refused(assume(arn, role, response("yan", "yy")), 403, "Not authorized to perform sts:AssumeRoleWithSAML")
	w.refused(assume(arn, w.role("other", anyTrust, ""), response("zoe", "zz")), 403, "AccessDenied")
	w.refused(assume(arn, role, response("zoe", "")), 400, "InvalidIdentityToken")
	w.refused(assume("arn:aws:iam::"+accountID+":saml-provider/none", role, response("zoe", "zz")), 400, "InvalidIdentityToken")
	w.refused(assume(arn, role, assertiontest.New(t).Sign(t, assertiontest.Response{Subject: "zoe"})), 400, "InvalidIdentityToken")
	w.pass(31 * time.Minute)
	w.refused(w.query(&creds, "sts", "GetCallerIdentity", nil), 403, "ExpiredToken")
}

// In an identity pool the assertion is a login, and names the role.
func TestSAMLLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := assertiontest.New(t)
	arn := w.ok(w.query(&w.root, "iam", "CreateSAMLProvider", map[string]string{"Name": "corp", "SAMLMetadataDocument": p.Metadata()}))["SAMLProviderArn"]
	pool := w.ok(w.json(&w.root, "cognito-identity", "CreateIdentityPool", m{"IdentityPoolName": "p", "AllowUnauthenticatedIdentities": false,
		"SamlProviderARNs": []string{arn}}))["IdentityPoolId"]
	role := w.role("staff", trustPools(pool, "authenticated"), "")
	w.pass(time.Since(w.clock()))
	login := m{arn: p.Sign(t, assertiontest.Response{Subject: "zoe", Attributes: map[string][]string{samlAttribute + "Role": {role + "," + arn}}})}
	id := w.getID(pool, login)
	got, creds := w.credentials(id, login)
	if got != id || !strings.Contains(w.whoami(creds), "assumed-role/staff/") {
		t.Errorf("zoe is %s and %s", got, w.whoami(creds))
	}
	forged := m{arn: assertiontest.New(t).Sign(t, assertiontest.Response{Subject: "zoe"})}
	w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": forged}), 400, "NotAuthorizedException", "Invalid login token.")
}
