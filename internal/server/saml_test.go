package server

import (
	"crypto/rsa"
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

// A provider may or must encrypt its assertions, and its keys are rotated.
func TestEncryptedSAML(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := assertiontest.New(t)
	oldKey, oldPEM := assertiontest.PrivateKey(t)
	newKey, newPEM := assertiontest.PrivateKey(t)
	create := func(name, mode, key string) answer {
		in := map[string]string{"Name": name, "SAMLMetadataDocument": p.Metadata()}
		for member, value := range map[string]string{"AssertionEncryptionMode": mode, "AddPrivateKey": key} {
			if value != "" {
				in[member] = value
			}
		}
		return w.query(&w.root, "iam", "CreateSAMLProvider", in)
	}
	w.refused(create("corp", "Required", ""), 400, "InvalidInput", "because no private key is provided")
	w.refused(create("corp", "Perhaps", oldPEM), 400, "ValidationError")
	w.refused(create("corp", "Allowed", "no key"), 400, "InvalidInput", "Invalid private key.")
	arn := w.ok(create("corp", "Required", oldPEM))["SAMLProviderArn"]
	update := func(in map[string]string) answer {
		in["SAMLProviderArn"] = arn
		return w.query(&w.root, "iam", "UpdateSAMLProvider", in)
	}
	get := func() answer {
		return w.query(&w.root, "iam", "GetSAMLProvider", map[string]string{"SAMLProviderArn": arn})
	}
	found := w.ok(get())
	if found["AssertionEncryptionMode"] != "Required" || len(found["KeyId"]) < 22 || found["Timestamp"] == "" || strings.Contains(get().body, "PRIVATE KEY") {
		t.Errorf("provider %s", get().body)
	}

	role := w.role("staff", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"`+arn+`"},"Action":"sts:AssumeRoleWithSAML",`+
		`"Condition":{"StringLike":{"saml:aud":"https://*.signin.aws.amazon.com/saml/acs/SAMLSP*"}}}]}`, "")
	w.pass(time.Since(w.clock()))
	at := "https://eu-west-1.signin.aws.amazon.com/saml/acs/" + found["SAMLProviderUUID"]
	assume := func(key *rsa.PrivateKey, unsigned bool) answer {
		r := assertiontest.Response{Subject: "zoe", Recipient: at, Unsigned: unsigned, Attributes: map[string][]string{
			samlAttribute + "Role": {arn + "," + role}, samlAttribute + "RoleSessionName": {"zoe"},
		}}
		if key != nil {
			r.Encrypt = &assertiontest.Encryption{For: []*rsa.PublicKey{&key.PublicKey}}
		}
		return w.query(nil, "sts", "AssumeRoleWithSAML", map[string]string{"RoleArn": role, "PrincipalArn": arn, "SAMLAssertion": p.Sign(t, r)})
	}
	if out := w.ok(assume(oldKey, false)); out["Subject"] != "zoe" || out["Audience"] != at || out["SessionToken"] == "" {
		t.Errorf("assumed %v", out)
	}
	refused := func(a answer) {
		t.Helper()
		w.refused(a, 400, "InvalidIdentityToken", "Invalid SAML response: it is not a valid assertion of this provider for this service.")
	}
	refused(assume(oldKey, true))
	refused(assume(newKey, false))
	refused(assume(nil, false))
	w.ok(update(map[string]string{"AssertionEncryptionMode": "Allowed"}))
	w.ok(assume(nil, false))
	refused(assume(nil, true))

	w.refused(update(map[string]string{}), 400, "InvalidInput", "No updates are defined")
	w.refused(update(map[string]string{"AddPrivateKey": newPEM, "RemovePrivateKey": found["KeyId"]}), 400, "InvalidInput", "in the same request")
	w.refused(update(map[string]string{"RemovePrivateKey": strings.Repeat("A", 22)}), 404, "NoSuchEntity")
	w.ok(update(map[string]string{"AddPrivateKey": newPEM, "AssertionEncryptionMode": "Required"}))
	w.refused(update(map[string]string{"AddPrivateKey": newPEM}), 409, "LimitExceeded", "Private key limit of 2 is reached.")
	w.ok(assume(oldKey, false))
	w.ok(assume(newKey, false))
	w.ok(update(map[string]string{"RemovePrivateKey": found["KeyId"]}))
	refused(assume(oldKey, false))
	w.ok(assume(newKey, false))
	last := w.ok(get())["KeyId"]
	w.refused(update(map[string]string{"RemovePrivateKey": last}), 400, "InvalidInput", "Failed to remove private key.")
	w.ok(update(map[string]string{"SAMLMetadataDocument": p.Metadata()}))
	w.ok(assume(newKey, false))
	w.ok(update(map[string]string{"RemovePrivateKey": last, "AssertionEncryptionMode": "Allowed"}))
	refused(assume(newKey, false))
	w.ok(assume(nil, false))
}

// Identity pools take no encrypted assertions, as in Cognito.
func TestEncryptedSAMLLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := assertiontest.New(t)
	key, text := assertiontest.PrivateKey(t)
	arn := w.ok(w.query(&w.root, "iam", "CreateSAMLProvider", map[string]string{
		"Name": "corp", "SAMLMetadataDocument": p.Metadata(), "AssertionEncryptionMode": "Allowed", "AddPrivateKey": text,
	}))["SAMLProviderArn"]
	pool := w.ok(w.json(&w.root, "cognito-identity", "CreateIdentityPool", m{"IdentityPoolName": "p", "AllowUnauthenticatedIdentities": false,
		"SamlProviderARNs": []string{arn}}))["IdentityPoolId"]
	w.pass(time.Since(w.clock()))
	plain := m{arn: p.Sign(t, assertiontest.Response{Subject: "zoe"})}
	encrypted := m{arn: p.Sign(t, assertiontest.Response{Subject: "zoe", Encrypt: &assertiontest.Encryption{For: []*rsa.PublicKey{&key.PublicKey}}})}
	getID := func(logins m) answer {
		return w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": logins})
	}
	id := w.ok(getID(plain))["IdentityId"]
	w.refused(getID(encrypted), 400, "NotAuthorizedException", "Invalid login token.")
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id, "Logins": encrypted}), 400, "NotAuthorizedException", "Invalid login token.")
	w.ok(w.query(&w.root, "iam", "UpdateSAMLProvider", map[string]string{"SAMLProviderArn": arn, "AssertionEncryptionMode": "Required"}))
	w.refused(getID(plain), 400, "NotAuthorizedException", "Invalid login token.")
}
