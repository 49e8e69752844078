package server

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/store"
)

const anyTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + accountID + `"},"Action":"sts:AssumeRole"}]}`

func TestRoles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	iam := func(action string, parameters ...string) answer {
		in := map[string]string{}
		for i := 0; i < len(parameters); i += 2 {
			in[parameters[i]] = parameters[i+1]
		}
		return w.query(&w.root, "iam", action, in)
	}
	out := w.ok(iam("CreateRole", "RoleName", "Reader", "Path", "/app/", "AssumeRolePolicyDocument", anyTrust, "Description", "d", "Tags.member.1.Key", "a", "Tags.member.1.Value", "b"))
	if out["Arn"] != roleARN+"app/Reader" || !strings.HasPrefix(out["RoleId"], "AROA") || out["MaxSessionDuration"] != "3600" {
		t.Errorf("made %v", out)
	}
	if text, err := url.QueryUnescape(out["AssumeRolePolicyDocument"]); err != nil || text != anyTrust || strings.Contains(out["AssumeRolePolicyDocument"], "+") {
		t.Errorf("trust %s, %v", out["AssumeRolePolicyDocument"], err)
	}
	w.refused(iam("CreateRole", "RoleName", "READER", "AssumeRolePolicyDocument", anyTrust), 409, "EntityAlreadyExists", "Role with name READER already exists.")
	w.refused(iam("GetRole", "RoleName", "x"), 404, "NoSuchEntity", "The role with name x cannot be found.")
	w.refused(iam("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", "{"), 400, "MalformedPolicyDocument")
	w.refused(iam("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", anyTrust, "PermissionsBoundary", "arn:aws:iam::"+accountID+":policy/none"), 404, "NoSuchEntity")
	w.refused(iam("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", anyTrust, "Path", "/a//b/"), 400, "ValidationError", "The specified value for path is invalid.")
	w.refused(iam("TagRole", "RoleName", "Reader", "Tags.member.1.Key", "X", "Tags.member.1.Value", "1", "Tags.member.2.Key", "x", "Tags.member.2.Value", "2"), 400,
		"InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
	w.ok(iam("UpdateRole", "RoleName", "reader", "MaxSessionDuration", "7200"))
	got := iam("GetRole", "RoleName", "reader")
	if s := w.ok(got); s["MaxSessionDuration"] != "7200" || s["Description"] != "d" || !strings.Contains(got.body, "<RoleLastUsed>") {
		t.Errorf("now %s", got.body)
	}
	for i := range 3 {
		w.ok(iam("CreateRole", "RoleName", fmt.Sprintf("other%d", i), "AssumeRolePolicyDocument", anyTrust))
	}
	var seen []string
	for marker := ""; ; {
		in := []string{"MaxItems", "1", "PathPrefix", "/"}
		if marker != "" {
			in = append(in, "Marker", marker)
		}
		page := w.ok(iam("ListRoles", in...))
		seen = append(seen, page["RoleName"])
		if marker = page["Marker"]; marker == "" {
			break
		}
	}
	if strings.Join(seen, " ") != "other0 other1 other2 Reader" {
		t.Errorf("listed %v", seen)
	}
	w.refused(iam("ListRoles", "Marker", "nonsense"), 400, "ValidationError", "Invalid Marker.")
	if page := iam("ListRoles", "PathPrefix", "/app/"); strings.Contains(page.body, "other") || !strings.Contains(page.body, "Reader") || strings.Contains(page.body, "<Tags>") {
		t.Errorf("below /app/: %s", page.body)
	}

	allow := statement("Allow", `"s3:GetObject"`, "*", "")
	w.ok(iam("PutRolePolicy", "RoleName", "Reader", "PolicyName", "p", "PolicyDocument", allow))
	w.refused(iam("DeleteRole", "RoleName", "Reader"), 409, "DeleteConflict", "Cannot delete entity, must delete policies first.")
	w.refused(iam("GetRolePolicy", "RoleName", "Reader", "PolicyName", "q"), 404, "The role policy with name q cannot be found.")
	if text, _ := url.QueryUnescape(w.ok(iam("GetRolePolicy", "RoleName", "Reader", "PolicyName", "p"))["PolicyDocument"]); text != allow {
		t.Errorf("inline policy %s", text)
	}
	w.ok(iam("DeleteRolePolicy", "RoleName", "Reader", "PolicyName", "p"))
	for i := range 11 {
		arn := w.ok(iam("CreatePolicy", "PolicyName", fmt.Sprintf("m%d", i), "PolicyDocument", allow))["Arn"]
		if a := iam("AttachRolePolicy", "RoleName", "Reader", "PolicyArn", arn); i < 10 {
			w.ok(a)
			w.ok(iam("AttachRolePolicy", "RoleName", "Reader", "PolicyArn", arn)) // again
		} else {
			w.refused(a, 409, "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10")
		}
	}
	w.refused(iam("DeleteRole", "RoleName", "Reader"), 409, "Cannot delete entity, must detach all policies first.")
	w.refused(iam("DetachRolePolicy", "RoleName", "Reader", "PolicyArn", "arn:aws:iam::"+accountID+":policy/m10"), 404, "was not found.")
	for i := range 10 {
		w.ok(iam("DetachRolePolicy", "RoleName", "Reader", "PolicyArn", fmt.Sprintf("arn:aws:iam::%s:policy/m%d", accountID, i)))
	}
	w.ok(iam("AttachRolePolicy", "RoleName", "Reader", "PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess"))
	w.ok(iam("DetachRolePolicy", "RoleName", "Reader", "PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess"))
	w.ok(iam("ListInstanceProfilesForRole", "RoleName", "Reader"))
	w.ok(iam("DeleteRole", "RoleName", "Reader"))
}

func TestManagedPolicies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	call := func(action string, in map[string]string) answer { return w.query(&w.root, "iam", action, in) }
	text := func(n int) string { return statement("Allow", fmt.Sprintf(`"s3:Get%d"`, n), "*", "") }
	arn := w.ok(call("CreatePolicy", map[string]string{"PolicyName": "m", "Path": "/a/", "PolicyDocument": text(1)}))["Arn"]
	if arn != "arn:aws:iam::"+accountID+":policy/a/m" {
		t.Errorf("made %s", arn)
	}
	w.refused(call("CreatePolicy", map[string]string{"PolicyName": "M", "PolicyDocument": text(1)}), 409, "A policy called M already exists. Duplicate names are not allowed.")
	for n := 2; n <= 5; n++ {
		w.ok(call("CreatePolicyVersion", map[string]string{"PolicyArn": arn, "PolicyDocument": text(n), "SetAsDefault": "true"}))
	}
	w.refused(call("CreatePolicyVersion", map[string]string{"PolicyArn": arn, "PolicyDocument": text(6)}), 409, "LimitExceeded", "A managed policy can have up to 5 versions.")
	w.refused(call("DeletePolicyVersion", map[string]string{"PolicyArn": arn, "VersionId": "v5"}), 409, "Cannot delete the default version of a policy.")
	w.ok(call("DeletePolicyVersion", map[string]string{"PolicyArn": arn, "VersionId": "v1"}))
	w.ok(call("CreatePolicyVersion", map[string]string{"PolicyArn": arn, "PolicyDocument": text(6)}))
	versions := call("ListPolicyVersions", map[string]string{"PolicyArn": arn})
	if first := w.ok(versions)["VersionId"]; first != "v6" || strings.Contains(versions.body, "<VersionId>v1<") {
		t.Errorf("versions %s", versions.body)
	}
	w.refused(call("GetPolicyVersion", map[string]string{"PolicyArn": arn, "VersionId": "v1"}), 404, "Policy "+arn+" version v1 does not exist or is not attachable.")
	w.refused(call("DeletePolicy", map[string]string{"PolicyArn": arn}), 409, "more than one version")
	w.refused(call("DeletePolicy", map[string]string{"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}), 400, "InvalidInput")
	w.role("r", anyTrust, "")
	w.ok(call("AttachRolePolicy", map[string]string{"RoleName": "r", "PolicyArn": arn}))
	w.ok(call("CreateUser", map[string]string{"UserName": "u", "PermissionsBoundary": arn}))
	if got := w.ok(call("GetPolicy", map[string]string{"PolicyArn": arn})); got["AttachmentCount"] != "1" || got["PermissionsBoundaryUsageCount"] != "1" || got["DefaultVersionId"] != "v5" {
		t.Errorf("policy %v", got)
	}
	if got := call("ListEntitiesForPolicy", map[string]string{"PolicyArn": arn}).body; !strings.Contains(got, "<RoleName>r<") || !strings.Contains(got, "<UserName>u<") {
		t.Errorf("entities %s", got)
	}
	if got := call("ListPolicies", map[string]string{"Scope": "Local", "OnlyAttached": "true"}).body; strings.Count(got, "<member>") != 1 {
		t.Errorf("attached %s", got)
	}
}

func TestPermissionsBoundary(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	arn := w.ok(w.query(&w.root, "iam", "CreatePolicy", map[string]string{"PolicyName": "b", "PolicyDocument": statement("Allow", `"iam:ListUsers"`, "*", "")}))["Arn"]
	w.ok(w.query(&w.root, "iam", "CreateUser", map[string]string{"UserName": "bound", "PermissionsBoundary": arn}))
	w.ok(w.query(&w.root, "iam", "AttachUserPolicy", map[string]string{"UserName": "bound", "PolicyArn": "arn:aws:iam::aws:policy/IAMFullAccess"}))
	key := w.ok(w.query(&w.root, "iam", "CreateAccessKey", map[string]string{"UserName": "bound"}))
	u := w.root
	u.AccessKeyID, u.SecretAccessKey = key["AccessKeyId"], key["SecretAccessKey"]
	w.ok(w.query(&u, "iam", "ListUsers", nil))
	w.refused(w.query(&u, "iam", "ListRoles", nil), 403, "because no permissions boundary allows the iam:ListRoles action")
	out := w.query(&w.root, "iam", "SimulatePrincipalPolicy", map[string]string{"PolicySourceArn": "arn:aws:iam::" + accountID + ":user/bound",
		"ActionNames.member.1": "iam:ListUsers", "ActionNames.member.2": "iam:ListRoles"})
	if got := w.ok(out); got["EvalDecision"] != "allowed" || !strings.Contains(out.body, "<AllowedByPermissionsBoundary>false<") {
		t.Errorf("simulated %s", out.body)
	}
}

func TestSimulateCustomPolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := map[string]string{"PolicyInputList.member.1": statement("Allow", `"s3:GetObject"`, "arn:aws:s3:::b/*", `{"StringEquals":{"aws:PrincipalTag/team":"a"}}`),
		"ActionNames.member.1": "s3:GetObject", "ResourceArns.member.1": "arn:aws:s3:::b/k"}
	got := w.query(&w.root, "iam", "SimulateCustomPolicy", in)
	if w.ok(got)["EvalDecision"] != "implicitDeny" || !strings.Contains(got.body, "<member>aws:principaltag/team</member>") {
		t.Errorf("simulated %s", got.body)
	}
	in["ContextEntries.member.1.ContextKeyName"], in["ContextEntries.member.1.ContextKeyType"] = "aws:PrincipalTag/team", "string"
	in["ContextEntries.member.1.ContextKeyValues.member.1"] = "a"
	if got := w.ok(w.query(&w.root, "iam", "SimulateCustomPolicy", in)); got["EvalDecision"] != "allowed" || got["SourcePolicyId"] != "PolicyInputList.1" {
		t.Errorf("simulated %v", got)
	}
	in["PolicyInputList.member.1"] = "{"
	w.refused(w.query(&w.root, "iam", "SimulateCustomPolicy", in), 400, "InvalidInput")
}

func TestOIDCProviders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	call := func(action string, in map[string]string) answer { return w.query(&w.root, "iam", action, in) }
	arn := w.ok(call("CreateOpenIDConnectProvider", map[string]string{"Url": "https://id.example.com/a?x=1", "ClientIDList.member.1": "one"}))["OpenIDConnectProviderArn"]
	if arn != "arn:aws:iam::"+accountID+":oidc-provider/id.example.com/a" {
		t.Errorf("made %s", arn)
	}
	w.refused(call("CreateOpenIDConnectProvider", map[string]string{"Url": "https://id.example.com/a"}), 409, "EntityAlreadyExists")
	w.refused(call("CreateOpenIDConnectProvider", map[string]string{"Url": "ftp://x"}), 400, "Invalid Open ID Connect Provider URL")
	w.ok(call("AddClientIDToOpenIDConnectProvider", map[string]string{"OpenIDConnectProviderArn": arn, "ClientID": "two"}))
	w.ok(call("RemoveClientIDFromOpenIDConnectProvider", map[string]string{"OpenIDConnectProviderArn": arn, "ClientID": "one"}))
	w.ok(call("TagOpenIDConnectProvider", map[string]string{"OpenIDConnectProviderArn": arn, "Tags.member.1.Key": "k", "Tags.member.1.Value": "v"}))
	got := call("GetOpenIDConnectProvider", map[string]string{"OpenIDConnectProviderArn": arn})
	if w.ok(got)["Url"] != "id.example.com/a" || strings.Contains(got.body, ">one<") || !strings.Contains(got.body, ">two<") || !strings.Contains(got.body, "<Key>k<") {
		t.Errorf("read %s", got.body)
	}
	w.ok(call("DeleteOpenIDConnectProvider", map[string]string{"OpenIDConnectProviderArn": arn}))
	w.refused(call("GetOpenIDConnectProvider", map[string]string{"OpenIDConnectProviderArn": arn}), 404, "OpenIDConnect Provider not found for arn "+arn)
}

// TestRevocation ends sessions in the two ways there are: AWS's, by a policy on
// the time of issue, and by the role itself.
func TestRevocation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.role("r", anyTrust, statement("Allow", `"iam:ListUsers"`, "*", ""))
	u := w.user("u", statement("Allow", `"sts:AssumeRole"`, "*", ""))
	session := func() map[string]string {
		return w.ok(w.query(&u, "sts", "AssumeRole", map[string]string{"RoleArn": roleARN + "r", "RoleSessionName": "s1"}))
	}
	old := session()
	c := u
	c.AccessKeyID, c.SecretAccessKey, c.SessionToken = old["AccessKeyId"], old["SecretAccessKey"], old["SessionToken"]
	w.ok(w.query(&c, "iam", "ListUsers", nil))
	w.pass(time.Minute)
	w.ok(w.query(&w.root, "iam", "PutRolePolicy", map[string]string{"RoleName": "r", "PolicyName": "AWSRevokeOlderSessions", "PolicyDocument": statement(
		"Deny", `"*"`, "*", `{"DateLessThan":{"aws:TokenIssueTime":"`+w.clock().UTC().Format(time.RFC3339)+`"}}`)}))
	w.refused(w.query(&c, "iam", "ListUsers", nil), 403, "with an explicit deny in an identity-based policy")
	fresh := session()
	c.AccessKeyID, c.SecretAccessKey, c.SessionToken = fresh["AccessKeyId"], fresh["SecretAccessKey"], fresh["SessionToken"]
	w.ok(w.query(&c, "iam", "ListUsers", nil))

	// The operator's way ends also what no policy of the role could, at once on
	// this node because its guard has read nothing since.
	w.pass(time.Minute)
	roles := iam.New(iam.Deps{
		DB: store.Bind(w.server.storage.DB, func(tx *store.Tx) iam.Store { return tx }), Now: w.clock, Changed: func() {},
	})
	if err := roles.RevokeSessions(t.Context(), "r"); err != nil {
		t.Fatal(err)
	}
	w.refused(w.query(&c, "sts", "GetCallerIdentity", nil), 403, "InvalidClientTokenId")
	fresh = session()
	c.AccessKeyID, c.SecretAccessKey, c.SessionToken = fresh["AccessKeyId"], fresh["SecretAccessKey"], fresh["SessionToken"]
	w.ok(w.query(&c, "sts", "GetCallerIdentity", nil))
	if err := roles.RevokeSessions(t.Context(), "nobody"); principal.CodeOf(err) != principal.NoSuchEntity {
		t.Errorf("revoking the sessions of nobody: %v", err)
	}
}
