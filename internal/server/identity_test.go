package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/go-jose/go-jose/v4"
)

// m is a JSON object.
type m = map[string]any

const roleARN = "arn:aws:iam::" + accountID + ":role/"

// trustPools is a trust policy for identities of a pool.
func trustPools(pool, amr string, actions ...string) string {
	action, err := json.Marshal(append([]string{"sts:AssumeRoleWithWebIdentity"}, actions...))
	if err != nil {
		panic(err)
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},` +
		`"Action":` + string(action) + `,"Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"` + pool + `"},` +
		`"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"` + amr + `"}}}]}`
}

// role makes a role with an inline policy.
func (w *world) role(name, trust, policy string) string {
	w.t.Helper()
	w.ok(w.query(&w.root, "iam", "CreateRole", map[string]string{"RoleName": name, "AssumeRolePolicyDocument": trust}))
	if policy != "" {
		w.ok(w.query(&w.root, "iam", "PutRolePolicy", map[string]string{"RoleName": name, "PolicyName": "p", "PolicyDocument": policy}))
	}
	return roleARN + name
}

// people is a user pool with one client.
type people struct {
	w            *world
	pool, client string
}

func (w *world) people() *people {
	w.t.Helper()
	p := &people{w: w}
	p.pool = w.ok(w.json(&w.root, "cognito-idp", "CreateUserPool", m{"PoolName": "people"}))["Id"]
	p.client = w.ok(w.json(&w.root, "cognito-idp", "CreateUserPoolClient", m{"UserPoolId": p.pool, "ClientName": "c",
		"ExplicitAuthFlows": []string{"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}))["ClientId"]
	return p
}

const secretWord = "Correct-Horse-7"

func (p *people) add(name string) {
	p.w.t.Helper()
	p.w.ok(p.w.json(&p.w.root, "cognito-idp", "AdminCreateUser", m{"UserPoolId": p.pool, "Username": name, "MessageAction": "SUPPRESS"}))
	p.w.ok(p.w.json(&p.w.root, "cognito-idp", "AdminSetUserPassword", m{"UserPoolId": p.pool, "Username": name, "Password": secretWord, "Permanent": true}))
}

// tokens signs a user in and gives IdToken and AccessToken.
func (p *people) tokens(name string) map[string]string {
	p.w.t.Helper()
	return p.w.ok(p.w.json(nil, "cognito-idp", "InitiateAuth", m{"ClientId": p.client, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": m{"USERNAME": name, "PASSWORD": secretWord}}))
}

// provider is the user pool as AWS names it.
func (p *people) provider() string { return "cognito-idp.us-east-1.amazonaws.com/" + p.pool }

func (p *people) login(name string) m { return m{p.provider(): p.tokens(name)["IdToken"]} }

// identityPool makes an identity pool for the people, with roles for guests and
// users.
func (w *world) identityPool(p *people, extra m, userPolicy, guestPolicy string) string {
	w.t.Helper()
	in := m{"IdentityPoolName": "pool", "AllowUnauthenticatedIdentities": true, "AllowClassicFlow": true,
		"CognitoIdentityProviders": []m{{"ProviderName": p.provider(), "ClientId": p.client}}}
	maps.Copy(in, extra)
	pool := w.ok(w.json(&w.root, "cognito-identity", "CreateIdentityPool", in))["IdentityPoolId"]
	short := pool[len(pool)-6:]
	w.ok(w.json(&w.root, "cognito-identity", "SetIdentityPoolRoles", m{"IdentityPoolId": pool, "Roles": m{
		"authenticated":   w.role("user-"+short, trustPools(pool, "authenticated", "sts:TagSession"), userPolicy),
		"unauthenticated": w.role("guest-"+short, trustPools(pool, "unauthenticated"), guestPolicy),
	}}))
	return pool
}

func (w *world) getID(pool string, logins m) string {
	w.t.Helper()
	return w.ok(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": logins}))["IdentityId"]
}

// credentials is GetCredentialsForIdentity.
func (w *world) credentials(id string, logins m) (string, aws.Credentials) {
	w.t.Helper()
	out := w.ok(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id, "Logins": logins}))
	return out["IdentityId"], aws.Credentials{
		AccessKeyID: out["AccessKeyId"], SecretAccessKey: out["SecretKey"], SessionToken: out["SessionToken"],
	}
}

func (w *world) whoami(as aws.Credentials) string {
	w.t.Helper()
	return w.ok(w.query(&as, "sts", "GetCallerIdentity", nil))["Arn"]
}

func TestEnhancedFlow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	p.add("ann")
	// Users may read the user pool; guests may too, and may list roles by their
	// policy, which the session policy of guests takes away.
	read := statement("Allow", `["cognito-idp:DescribeUserPool","iam:ListRoles"]`, "*", "")
	pool := w.identityPool(p, nil, read, read)

	id := w.getID(pool, p.login("ann"))
	if again := w.getID(pool, p.login("ann")); again != id {
		t.Errorf("one login has the identities %s and %s", id, again)
	}
	got, creds := w.credentials(id, p.login("ann"))
	if got != id {
		t.Errorf("credentials of %s for %s", got, id)
	}
	if arn := w.whoami(creds); !strings.HasPrefix(arn, "arn:aws:sts::"+accountID+":assumed-role/user-") || !strings.HasSuffix(arn, "/CognitoIdentityCredentials") {
		t.Errorf("ann is %s", arn)
	}
	w.ok(w.json(&creds, "cognito-idp", "DescribeUserPool", m{"UserPoolId": p.pool}))
	w.ok(w.query(&creds, "iam", "ListRoles", nil))
	w.refused(w.json(&creds, "cognito-idp", "DeleteUserPool", m{"UserPoolId": p.pool}), 400, "AccessDeniedException", ":assumed-role/user-")

	guest := w.getID(pool, m{})
	if other := w.getID(pool, nil); other == guest {
		t.Error("two guests are one")
	}
	_, guestCreds := w.credentials(guest, nil)
	w.ok(w.json(&guestCreds, "cognito-idp", "DescribeUserPool", m{"UserPoolId": p.pool}))
	w.refused(w.query(&guestCreds, "iam", "ListRoles", nil), 403, "because no session policy allows the iam:ListRoles action")

	// A mutated token, or the right token with another key, opens nothing.
	forged := creds
	forged.SessionToken = creds.SessionToken[:40] + "A" + creds.SessionToken[41:]
	w.refused(w.query(&forged, "sts", "GetCallerIdentity", nil), 403, "InvalidClientTokenId")
	forged = creds
	forged.AccessKeyID = guestCreds.AccessKeyID
	w.refused(w.query(&forged, "sts", "GetCallerIdentity", nil), 403, "InvalidClientTokenId")
	forged = creds
	forged.SecretAccessKey = guestCreds.SecretAccessKey
	w.refused(w.query(&forged, "sts", "GetCallerIdentity", nil), 403, "SignatureDoesNotMatch")

	// The identity needs its login, and only that.
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id}), 400, "Access to Identity '"+id+"' is forbidden.")
	p.add("bob")
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id, "Logins": p.login("bob")}), 400, "Logins don't match.")

	w.pass(time.Hour)
	w.refused(w.query(&creds, "sts", "GetCallerIdentity", nil), 403, "ExpiredToken")
}

func TestLoginTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, m{"DeveloperProviderName": "dev.example"}, "", "")
	good := p.tokens("ann")
	try := func(key, token, want string) {
		t.Helper()
		w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": m{key: token}}), 400, want)
	}
	try(p.provider(), good["AccessToken"], "Invalid login token. Missing a required claim: aud")
	try(p.provider(), "nonsense", "Invalid login token. Not a valid OpenId Connect identity token.")
	try(p.provider(), good["IdToken"][:len(good["IdToken"])-8]+"AAAAAAAA", "Invalid login token. Couldn't verify signed token.")
	try("accounts.google.com", good["IdToken"], "Logins don't match.")
	try("dev.example", "ann", "Please provide a valid public provider.")
	other := w.people()
	other.add("ann")
	try(p.provider(), other.tokens("ann")["IdToken"], "Issuer doesn't match providerName")
	second := w.ok(w.json(&w.root, "cognito-idp", "CreateUserPoolClient", m{"UserPoolId": p.pool, "ClientName": "d",
		"ExplicitAuthFlows": []string{"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}))["ClientId"]
	try(p.provider(), (&people{w, p.pool, second}).tokens("ann")["IdToken"], "Token is not from a supported provider of this identity pool.")
	w.pass(2 * time.Hour)
	try(p.provider(), good["IdToken"], "Invalid login token. Token expired: "+strconv.FormatInt(w.clock().Unix(), 10)+" >= ")
	w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": "us-east-1:00000000-0000-4000-8000-000000000000"}), 400,
		"IdentityPool 'us-east-1:00000000-0000-4000-8000-000000000000' not found.")

	// The issuer's own address is another name of the same user pool.
	issuer := strings.TrimPrefix(w.server.URL(), "http://") + "/" + p.pool
	if a, b := w.getID(pool, m{issuer: p.tokens("ann")["IdToken"]}), w.getID(pool, p.login("ann")); a != b {
		t.Errorf("by its two names one login leads to %s and %s", a, b)
	}
}

func TestServerSideTokenCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, m{"CognitoIdentityProviders": []m{{"ProviderName": p.provider(), "ClientId": p.client, "ServerSideTokenCheck": true}}}, "", "")
	login := p.login("ann")
	w.getID(pool, login)
	w.pass(time.Second)
	w.ok(w.json(&w.root, "cognito-idp", "AdminUserGlobalSignOut", m{"UserPoolId": p.pool, "Username": "ann"}))
	w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": login}), 400, "NotAuthorizedException")
}

func TestGuestUpgradeAndMerge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, nil, "", "")
	guest := w.getID(pool, nil)
	if id, _ := w.credentials(guest, p.login("ann")); id != guest {
		t.Errorf("the upgraded guest is %s, was %s", id, guest)
	}
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": guest}), 400, "forbidden")
	second := w.getID(pool, nil)
	if id, _ := w.credentials(second, p.login("ann")); id != guest {
		t.Errorf("the second guest became %s, want %s", id, guest)
	}
	// Merged away, it leads on to its parent with a login, and nowhere without.
	if id, _ := w.credentials(second, p.login("ann")); id != guest {
		t.Errorf("the merged guest leads to %s", id)
	}
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": second}), 400, "forbidden")
	list := w.json(&w.root, "cognito-identity", "ListIdentities", m{"IdentityPoolId": pool, "MaxResults": 10, "HideDisabled": true})
	if strings.Contains(list.body, second) || !strings.Contains(list.body, guest) {
		t.Errorf("enabled identities: %s", list.body)
	}
	if d := w.ok(w.json(&w.root, "cognito-identity", "DescribeIdentity", m{"IdentityId": guest})); d["Logins"] != p.provider() {
		t.Errorf("described as %v", d)
	}
	// Without its last login an identity is out of reach.
	w.ok(w.json(nil, "cognito-identity", "UnlinkIdentity", m{"IdentityId": guest, "Logins": p.login("ann"), "LoginsToRemove": []string{p.provider()}}))
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": guest}), 400, "forbidden")
	if id := w.getID(pool, p.login("ann")); id == guest {
		t.Error("the unlinked login still leads to its old identity")
	}
}

func TestDeveloperIdentities(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	pool := w.identityPool(p, m{"DeveloperProviderName": "dev.example", "AllowClassicFlow": false},
		statement("Allow", `"cognito-idp:DescribeUserPool"`, "arn:aws:cognito-idp:*:*:userpool/${aws:PrincipalTag/pool}", ""), "")
	token := func(in m) map[string]string {
		t.Helper()
		in["IdentityPoolId"] = pool
		return w.ok(w.json(&w.root, "cognito-identity", "GetOpenIdTokenForDeveloperIdentity", in))
	}
	ann := token(m{"Logins": m{"dev.example": "ann"}, "PrincipalTags": m{"pool": p.pool}})
	if again := token(m{"Logins": m{"dev.example": "ann"}}); again["IdentityId"] != ann["IdentityId"] {
		t.Error("one developer user has two identities")
	}
	_, creds := w.credentials(ann["IdentityId"], m{"cognito-identity.amazonaws.com": ann["Token"]})
	w.ok(w.json(&creds, "cognito-idp", "DescribeUserPool", m{"UserPoolId": p.pool}))
	w.refused(w.json(&creds, "cognito-idp", "DescribeUserPool", m{"UserPoolId": "us-east-1_other"}), 400, "AccessDeniedException")

	bob := token(m{"Logins": m{"dev.example": "bob"}})
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": bob["IdentityId"],
		"Logins": m{"cognito-identity.amazonaws.com": ann["Token"]}}), 400, "forbidden")
	w.refused(w.json(&w.root, "cognito-identity", "GetOpenIdTokenForDeveloperIdentity", m{"IdentityPoolId": pool,
		"IdentityId": ann["IdentityId"], "Logins": m{"dev.example": "bob"}}), 400, "DeveloperUserAlreadyRegisteredException")
	w.refused(w.json(nil, "cognito-identity", "GetOpenIdToken", m{"IdentityId": ann["IdentityId"],
		"Logins": m{"cognito-identity.amazonaws.com": ann["Token"]}}), 400, "Basic (classic) flow is not enabled, please use enhanced flow.")

	merged := w.ok(w.json(&w.root, "cognito-identity", "MergeDeveloperIdentities", m{"IdentityPoolId": pool,
		"DeveloperProviderName": "dev.example", "SourceUserIdentifier": "bob", "DestinationUserIdentifier": "ann"}))["IdentityId"]
	if merged != ann["IdentityId"] {
		t.Errorf("merged into %s", merged)
	}
	found := w.json(&w.root, "cognito-identity", "LookupDeveloperIdentity", m{"IdentityPoolId": pool, "DeveloperUserIdentifier": "bob"})
	if !strings.Contains(found.body, `["ann","bob"]`) || !strings.Contains(found.body, merged) {
		t.Errorf("looked up %s", found.body)
	}
	w.ok(w.json(&w.root, "cognito-identity", "UnlinkDeveloperIdentity", m{"IdentityPoolId": pool, "IdentityId": merged,
		"DeveloperProviderName": "dev.example", "DeveloperUserIdentifier": "bob"}))
	w.refused(w.json(&w.root, "cognito-identity", "LookupDeveloperIdentity", m{"IdentityPoolId": pool, "DeveloperUserIdentifier": "bob"}), 400, "ResourceNotFoundException")
	w.pass(16 * time.Minute)
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": ann["IdentityId"],
		"Logins": m{"cognito-identity.amazonaws.com": ann["Token"]}}), 400, "Token expired")
}

func TestBasicFlow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	p.add("ann")
	// An identity may describe only the user pool whose id is its own identity
	// id: nonsense in practice, but it shows the variable.
	pool := w.identityPool(p, nil, statement("Allow", `"cognito-identity:ListTagsForResource"`,
		"arn:aws:cognito-identity:*:*:identitypool/${cognito-identity.amazonaws.com:aud}", ""), "")
	id := w.getID(pool, p.login("ann"))
	token := w.ok(w.json(nil, "cognito-identity", "GetOpenIdToken", m{"IdentityId": id, "Logins": p.login("ann")}))["Token"]
	assume := func(token, role string, extra map[string]string) answer {
		in := map[string]string{"RoleArn": role, "RoleSessionName": "app", "WebIdentityToken": token}
		maps.Copy(in, extra)
		return w.query(nil, "sts", "AssumeRoleWithWebIdentity", in)
	}
	user, guest := roleARN+"user-"+pool[len(pool)-6:], roleARN+"guest-"+pool[len(pool)-6:]
	out := w.ok(assume(token, user, nil))
	if out["SubjectFromWebIdentityToken"] != id || out["Audience"] != pool || out["Provider"] != "cognito-identity.amazonaws.com" {
		t.Errorf("assumed %v", out)
	}
	creds := aws.Credentials{AccessKeyID: out["AccessKeyId"], SecretAccessKey: out["SecretAccessKey"], SessionToken: out["SessionToken"]}
	arn := "arn:aws:cognito-identity:us-east-1:" + accountID + ":identitypool/"
	w.ok(w.json(&creds, "cognito-identity", "ListTagsForResource", m{"ResourceArn": arn + pool}))
	w.refused(w.json(&creds, "cognito-identity", "ListTagsForResource", m{"ResourceArn": arn + "us-east-1:0"}), 400, "AccessDeniedException")

	// The trust policy, a missing role and a foreign account sound alike.
	for _, role := range []string{guest, roleARN + "nobody", "arn:aws:iam::999999999999:role/x"} {
		w.refused(assume(token, role, nil), 403, "<Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message>")
	}
	w.refused(assume("eyJhbGciOiJub25lIn0.e30.", user, nil), 400, "InvalidIdentityToken")
	w.refused(assume(p.tokens("ann")["IdToken"], user, nil), 400, "No OpenIDConnect provider found in your account for ")
	w.refused(assume(token, user, map[string]string{"DurationSeconds": "7200"}), 400, "exceeds the MaxSessionDuration set for this role.")
	w.refused(assume(token, "arn:aws:iam::"+accountID+":user/u", nil), 400, "Request ARN is invalid")
	w.refused(assume(token, user, map[string]string{"Policy": "{"}), 400, "MalformedPolicyDocument")
	w.pass(11 * time.Minute)
	w.refused(assume(token, user, nil), 400, "ExpiredTokenException")
}

func TestRoleChoice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	for _, name := range []string{"ann", "bob", "eve"} {
		p.add(name)
	}
	pool := w.identityPool(p, nil, "", "")
	admin := w.role("admin", trustPools(pool, "authenticated", "sts:TagSession"), "")
	staff := w.role("staff", trustPools(pool, "authenticated", "sts:TagSession"), "")
	for name, role := range map[string]string{"admins": admin, "staff": staff} {
		w.ok(w.json(&w.root, "cognito-idp", "CreateGroup", m{"UserPoolId": p.pool, "GroupName": name, "RoleArn": role, "Precedence": len(name)}))
	}
	join := func(user, group string) {
		w.ok(w.json(&w.root, "cognito-idp", "AdminAddUserToGroup", m{"UserPoolId": p.pool, "Username": user, "GroupName": group}))
	}
	join("ann", "admins")
	join("ann", "staff")
	join("bob", "staff")
	key := p.provider() + ":" + p.client
	mapped := func(mapping m) {
		t.Helper()
		short := pool[len(pool)-6:]
		w.ok(w.json(&w.root, "cognito-identity", "SetIdentityPoolRoles", m{"IdentityPoolId": pool,
			"Roles": m{"authenticated": roleARN + "user-" + short}, "RoleMappings": m{key: mapping}}))
	}
	check := func(user, custom, want string) {
		t.Helper()
		in := m{"IdentityId": w.getID(pool, p.login(user)), "Logins": p.login(user)}
		if custom != "" {
			in["CustomRoleArn"] = custom
		}
		a := w.json(nil, "cognito-identity", "GetCredentialsForIdentity", in)
		if a.status != 200 {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s with %q: %s, want %s", user, custom, a.body, want)
			}
			return
		}
		out := texts(a.body)
		if arn := w.whoami(aws.Credentials{AccessKeyID: out["AccessKeyId"], SecretAccessKey: out["SecretKey"], SessionToken: out["SessionToken"]}); !strings.Contains(arn, "/"+want) {
			t.Errorf("%s with %q is %s, want %s", user, custom, arn, want)
		}
	}
	const ambiguous = "The ambiguous role mapping rules for: "
	mapped(m{"Type": "Token", "AmbiguousRoleResolution": "Deny"})
	check("ann", "", "staff/") // the group with the lower precedence value
	check("ann", admin, "admin/")
	check("bob", "", "staff/")
	check("bob", admin, ambiguous+key)
	check("eve", "", ambiguous+key)
	mapped(m{"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"})
	check("eve", "", "user-")

	rule := func(claim, match, value, role string) m {
		return m{"Claim": claim, "MatchType": match, "Value": value, "RoleARN": role}
	}
	mapped(m{"Type": "Rules", "AmbiguousRoleResolution": "Deny", "RulesConfiguration": m{"Rules": []m{
		rule("custom:none", "NotEqual", "x", admin), rule("cognito:groups", "Contains", "admins", admin),
		rule("cognito:username", "StartsWith", "b", staff), rule("cognito:username", "Equals", "bob", admin),
	}}})
	check("ann", "", "admin/")
	check("bob", "", "staff/")
	check("bob", admin, "admin/")
	check("eve", "", ambiguous+key)
	check("ann", staff, ambiguous+key)

	set := func(in m) answer {
		in["IdentityPoolId"] = pool
		return w.json(&w.root, "cognito-identity", "SetIdentityPoolRoles", in)
	}
	w.refused(set(m{"Roles": m{"authenticated": "arn:aws:iam::999999999999:role/x"}}), 400, "Access to Role 'arn:aws:iam::999999999999:role/x' is forbidden.")
	w.refused(set(m{"Roles": m{}, "RoleMappings": m{"https://x": m{"Type": "Token", "AmbiguousRoleResolution": "Deny"}}}), 400,
		"(https://x) is not a valid RoleMapping ProviderName or is not a configured provider.")
	nobody := w.user("setter", statement("Allow", `"cognito-identity:*"`, "*", ""))
	w.refused(w.json(&nobody, "cognito-identity", "SetIdentityPoolRoles", m{"IdentityPoolId": pool, "Roles": m{"authenticated": admin}}), 400,
		"NotAuthorizedException", "Access to Role '"+admin+"' is forbidden.")
}

func TestPrincipalTags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, nil, statement("Allow", `"cognito-idp:AdminGetUser"`, "*", `{"StringEquals":{"aws:PrincipalTag/name":"ann"}}`), "")
	get := m{"UserPoolId": p.pool, "Username": "ann"}
	_, creds := w.credentials(w.getID(pool, p.login("ann")), p.login("ann"))
	w.refused(w.json(&creds, "cognito-idp", "AdminGetUser", get), 400, "AccessDeniedException")
	w.ok(w.json(&w.root, "cognito-identity", "SetPrincipalTagAttributeMap", m{"IdentityPoolId": pool, "IdentityProviderName": p.provider(),
		"UseDefaults": false, "PrincipalTags": m{"name": "cognito:username"}}))
	_, creds = w.credentials(w.getID(pool, p.login("ann")), p.login("ann"))
	w.ok(w.json(&creds, "cognito-idp", "AdminGetUser", get))

	// A role that does not let its sessions be tagged cannot be assumed then.
	w.ok(w.query(&w.root, "iam", "UpdateAssumeRolePolicy", map[string]string{"RoleName": "user-" + pool[len(pool)-6:],
		"PolicyDocument": trustPools(pool, "authenticated")}))
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": w.getID(pool, p.login("ann")), "Logins": p.login("ann")}), 400,
		"InvalidIdentityPoolConfigurationException", "Invalid identity pool configuration. Check assigned IAM roles for this pool.")
	out := w.json(&w.root, "cognito-identity", "SetPrincipalTagAttributeMap", m{"IdentityPoolId": pool, "IdentityProviderName": p.provider(), "UseDefaults": true})
	if !strings.Contains(out.body, `"client":"aud"`) || !strings.Contains(out.body, `"username":"sub"`) {
		t.Errorf("default tags %s", out.body)
	}
}

func TestAssumeRole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.user("ann", statement("Allow", `"sts:AssumeRole"`, roleARN+"delegated", ""))
	ann := w.user("carl", "")
	account := func(action, condition string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + accountID + `:root"},"Action":` + action + condition + `}]}`
	}
	w.role("delegated", account(`"sts:AssumeRole"`, ""), "")
	named := w.role("named", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::`+accountID+`:user/carl"},`+
		`"Action":["sts:AssumeRole","sts:TagSession"]}]}`, statement("Allow", `["iam:ListUsers","sts:AssumeRole","sts:TagSession"]`, "*", ""))
	chained := w.role("chained", account(`["sts:AssumeRole","sts:TagSession"]`, `,"Condition":{"StringEquals":{"sts:ExternalId":"42"}}`), "")
	assume := func(as aws.Credentials, role string, extra map[string]string) answer {
		in := map[string]string{"RoleArn": role, "RoleSessionName": "s1"}
		maps.Copy(in, extra)
		return w.query(&as, "sts", "AssumeRole", in)
	}
	creds := func(a answer) aws.Credentials {
		out := w.ok(a)
		return aws.Credentials{AccessKeyID: out["AccessKeyId"], SecretAccessKey: out["SecretAccessKey"], SessionToken: out["SessionToken"]}
	}
	w.refused(assume(ann, roleARN+"delegated", nil), 403, "User: arn:aws:iam::"+accountID+":user/carl is not authorized to perform: sts:AssumeRole on resource: "+roleARN+"delegated")
	w.refused(assume(ann, roleARN+"missing", nil), 403, "is not authorized to perform: sts:AssumeRole on resource")
	session := creds(assume(ann, named, map[string]string{"Tags.member.1.Key": "team", "Tags.member.1.Value": "a", "TransitiveTagKeys.member.1": "team"}))
	if got := w.whoami(session); got != "arn:aws:sts::"+accountID+":assumed-role/named/s1" {
		t.Errorf("ann is %s", got)
	}
	w.ok(w.query(&session, "iam", "ListUsers", nil))
	w.refused(assume(session, chained, nil), 403, "AccessDenied")
	next := creds(assume(session, chained, map[string]string{"ExternalId": "42"}))
	w.refused(assume(session, chained, map[string]string{"ExternalId": "42", "DurationSeconds": "3700"}), 400, "1 hour session limit for roles assumed by role chaining")
	w.refused(assume(session, chained, map[string]string{"ExternalId": "42", "Tags.member.1.Key": "team", "Tags.member.1.Value": "b"}), 403, "AccessDenied")
	if got := w.whoami(next); !strings.HasSuffix(got, "chained/s1") {
		t.Errorf("next is %s", got)
	}
	// A session policy only takes away.
	small := creds(assume(ann, named, map[string]string{"Policy": statement("Allow", `"iam:ListRoles"`, "*", "")}))
	w.refused(w.query(&small, "iam", "ListUsers", nil), 403, "no session policy allows")
	w.refused(w.query(&small, "iam", "ListRoles", nil), 403, "no identity-based policy allows")

	// Who gets the name of a trusted user later is not trusted.
	for _, call := range []map[string]string{
		{"a": "DeleteAccessKey", "UserName": "carl", "AccessKeyId": ann.AccessKeyID}, {"a": "DeleteUser", "UserName": "carl"},
	} {
		action := call["a"]
		delete(call, "a")
		w.ok(w.query(&w.root, "iam", action, call))
	}
	w.pass(keyStaleness)
	w.refused(w.query(&ann, "sts", "GetCallerIdentity", nil), 403, "InvalidClientTokenId")
	w.refused(assume(w.user("carl", ""), named, nil), 403, "AccessDenied")

	// Without its role a session is nobody's, also under a role of the name.
	w.ok(w.query(&w.root, "iam", "DeleteRole", map[string]string{"RoleName": "chained"}))
	w.refused(w.query(&next, "sts", "GetCallerIdentity", nil), 403, "InvalidClientTokenId")
	w.role("chained", account(`"sts:AssumeRole"`, ""), "")
	w.refused(w.query(&next, "sts", "GetCallerIdentity", nil), 403, "InvalidClientTokenId")
	w.refused(w.query(&w.root, "iam", "CreateRole", map[string]string{"RoleName": "r", "AssumeRolePolicyDocument": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
		`"Principal":{"AWS":"arn:aws:iam::` + accountID + `:user/nobody"},"Action":"sts:AssumeRole"}]}`}), 400, "MalformedPolicyDocument", "Invalid principal in policy")
}

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.user("u", statement("Allow", `["sts:GetFederationToken","iam:ListUsers","iam:ListRoles"]`, "*", ""))
	of := func(a answer) aws.Credentials {
		out := w.ok(a)
		return aws.Credentials{AccessKeyID: out["AccessKeyId"], SecretAccessKey: out["SecretAccessKey"], SessionToken: out["SessionToken"]}
	}
	own := of(w.query(&u, "sts", "GetSessionToken", nil))
	if got := w.whoami(own); got != "arn:aws:iam::"+accountID+":user/u" {
		t.Errorf("the session is %s", got)
	}
	w.ok(w.query(&own, "iam", "ListUsers", nil))
	w.refused(w.query(&own, "sts", "GetSessionToken", nil), 403, "Cannot call GetSessionToken with session credentials")
	fed := of(w.query(&u, "sts", "GetFederationToken", map[string]string{"Name": "fred", "Policy": statement("Allow", `"iam:ListUsers"`, "*", "")}))
	if got := w.whoami(fed); got != "arn:aws:sts::"+accountID+":federated-user/fred" {
		t.Errorf("fred is %s", got)
	}
	w.ok(w.query(&fed, "iam", "ListUsers", nil))
	w.refused(w.query(&fed, "iam", "ListRoles", nil), 403, "AccessDenied")
	if got := w.ok(w.query(&w.root, "sts", "GetAccessKeyInfo", map[string]string{"AccessKeyId": u.AccessKeyID}))["Account"]; got != accountID {
		t.Errorf("the key is of %s", got)
	}
	w.refused(w.query(&w.root, "sts", "DecodeAuthorizationMessage", map[string]string{"EncodedMessage": "x"}), 400, "InvalidAuthorizationMessageException")
	root := of(w.query(&w.root, "sts", "GetSessionToken", nil))
	w.ok(w.query(&root, "iam", "ListUsers", nil))
}

// outsider is an OIDC issuer of somebody else.
type outsider struct {
	*httptest.Server
	signer jose.Signer
}

func newOutsider(t *testing.T) *outsider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o := &outsider{}
	if o.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "k")); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"issuer":%q,"jwks_uri":%q}`, o.URL, o.URL+"/keys")
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Use: "sig"}}})
	})
	o.Server = httptest.NewServer(mux)
	t.Cleanup(o.Close)
	return o
}

func (o *outsider) token(t *testing.T, claims m) string {
	t.Helper()
	all := m{"iss": o.URL, "aud": "app", "sub": "zoe", "iat": noon.Unix(), "exp": noon.Add(time.Hour).Unix()}
	maps.Copy(all, claims)
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := o.signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestOutsideIssuer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := newOutsider(t)
	host := strings.TrimPrefix(o.URL, "http://")
	arn := w.ok(w.query(&w.root, "iam", "CreateOpenIDConnectProvider", map[string]string{"Url": o.URL, "ClientIDList.member.1": "app"}))["OpenIDConnectProviderArn"]
	if want := "arn:aws:iam::" + accountID + ":oidc-provider/" + host; arn != want {
		t.Fatalf("the provider is %s, want %s", arn, want)
	}
	role := w.role("zoe", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"`+arn+`"},"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"],`+
		`"Condition":{"StringEquals":{"`+host+`:aud":"app","`+host+`:sub":"zoe"}}}]}`, statement("Allow", `"iam:ListUsers"`, "*", `{"StringEquals":{"aws:PrincipalTag/team":"a"}}`))
	assume := func(claims m) answer {
		return w.query(nil, "sts", "AssumeRoleWithWebIdentity", map[string]string{"RoleArn": role, "RoleSessionName": "zz", "WebIdentityToken": o.token(t, claims)})
	}
	out := w.ok(assume(m{"https://aws.amazon.com/tags": m{"principal_tags": m{"team": []string{"a"}}}}))
	if out["Provider"] != o.URL || out["Audience"] != "app" {
		t.Errorf("assumed %v", out)
	}
	creds := aws.Credentials{AccessKeyID: out["AccessKeyId"], SecretAccessKey: out["SecretAccessKey"], SessionToken: out["SessionToken"]}
	w.ok(w.query(&creds, "iam", "ListUsers", nil))
	w.refused(assume(m{"sub": "yan"}), 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity")
	w.refused(assume(m{"aud": "other"}), 400, "Incorrect token audience")
	w.refused(assume(m{"azp": "other"}), 400, "Incorrect token audience")
	w.refused(assume(m{"exp": noon.Add(-time.Hour).Unix()}), 400, "ExpiredTokenException")
	w.refused(assume(m{"iss": "https://" + host}), 400, "No OpenIDConnect provider found in your account")
	w.refused(assume(m{"https://aws.amazon.com/tags": m{"principal_tags": m{"aws:x": []string{"a"}}}}), 400, "ValidationError")

	// The same issuer as a login of an identity pool.
	p := w.people()
	pool := w.identityPool(p, m{"OpenIdConnectProviderARNs": []string{arn}}, "", "")
	id := w.getID(pool, m{host: o.token(t, nil)})
	if got, _ := w.credentials(id, m{host: o.token(t, m{"iat": noon.Unix() + 60})}); got != id {
		t.Errorf("zoe is %s, was %s", got, id)
	}
	w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": m{host: o.token(t, m{"aud": "other"})}}), 400, "Token is not from a supported provider")
	// Two logins in one call are one person from then on.
	p.add("ann")
	both := p.login("ann")
	both[host] = o.token(t, nil)
	if got := w.getID(pool, both); got != id {
		t.Errorf("both logins lead to %s", got)
	}
	if got := w.getID(pool, p.login("ann")); got != id {
		t.Errorf("ann alone leads to %s", got)
	}
	p.add("bob")
	conflict := p.login("bob")
	conflict[host] = o.token(t, nil)
	w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": conflict}), 400, "ResourceConflictException")
}

func TestConcurrentGetID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, nil, "", "")
	login := p.login("ann")
	var mu sync.Mutex
	ids := map[string]bool{}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			a := w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": login})
			mu.Lock()
			defer mu.Unlock()
			if a.status != 200 {
				t.Error(a.body)
			}
			ids[texts(a.body)["IdentityId"]] = true
		})
	}
	wg.Wait()
	if len(ids) != 1 {
		t.Errorf("one login has the identities %v", ids)
	}
}

func TestIdentityPoolSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	call := func(operation string, in m) answer { return w.json(&w.root, "cognito-identity", operation, in) }
	pool := w.ok(call("CreateIdentityPool", m{"IdentityPoolName": "one", "AllowUnauthenticatedIdentities": false, "DeveloperProviderName": "dev",
		"SupportedLoginProviders": m{"accounts.google.com": "app"}, "IdentityPoolTags": m{"a": "b"}}))["IdentityPoolId"]
	w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool}), 400, "Unauthenticated access is not supported for this identity pool.")
	update := m{"IdentityPoolId": pool, "IdentityPoolName": "two", "AllowUnauthenticatedIdentities": true, "DeveloperProviderName": "dev"}
	w.ok(call("UpdateIdentityPool", update))
	if body := call("DescribeIdentityPool", m{"IdentityPoolId": pool}).body; strings.Contains(body, "google") || !strings.Contains(body, `"two"`) {
		t.Errorf("updated to %s", body)
	}
	update["DeveloperProviderName"] = "other"
	w.refused(call("UpdateIdentityPool", update), 400, "InvalidParameterException")
	arn := "arn:aws:cognito-identity:us-east-1:" + accountID + ":identitypool/" + pool
	w.ok(call("TagResource", m{"ResourceArn": arn, "Tags": m{"c": "d"}}))
	w.ok(call("UntagResource", m{"ResourceArn": arn, "TagKeys": []string{"a"}}))
	if body := call("ListTagsForResource", m{"ResourceArn": arn}).body; body != `{"Tags":{"c":"d"}}` {
		t.Errorf("tags %s", body)
	}
	second := w.ok(call("CreateIdentityPool", m{"IdentityPoolName": "three", "AllowUnauthenticatedIdentities": true}))["IdentityPoolId"]
	seen := map[string]bool{}
	for token := ""; ; {
		in := m{"MaxResults": 1}
		if token != "" {
			in["NextToken"] = token
		}
		out := w.ok(call("ListIdentityPools", in))
		seen[out["IdentityPoolId"]] = true
		if token = out["NextToken"]; token == "" {
			break
		}
	}
	if !seen[pool] || !seen[second] || len(seen) != 2 {
		t.Errorf("listed %v", seen)
	}
	guest := w.getID(second, nil)
	if body := call("DeleteIdentities", m{"IdentityIdsToDelete": []string{guest, "us-east-1:00000000-0000-4000-8000-000000000000"}}).body; body != `{"UnprocessedIdentityIds":[]}` {
		t.Errorf("deleted %s", body)
	}
	w.refused(call("DescribeIdentity", m{"IdentityId": guest}), 400, "Identity '"+guest+"' not found.")
	w.ok(call("DeleteIdentityPool", m{"IdentityPoolId": second}))
	w.refused(call("DeleteIdentityPool", m{"IdentityPoolId": second}), 400, "ResourceNotFoundException")
}

// TestVending has a service elsewhere give out the credentials.
func TestVending(t *testing.T) {
	t.Parallel()
	var token, policy string
	refuse := false
	peer := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		token, policy = r.FormValue("WebIdentityToken"), r.FormValue("Policy")
		if refuse {
			rw.WriteHeader(http.StatusForbidden)
			fmt.Fprint(rw, `<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>`)
			return
		}
		fmt.Fprint(rw, `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>OUT</AccessKeyId>`+
			`<SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken><Expiration>2026-03-04T13:00:00Z</Expiration></Credentials>`+
			`</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`)
	}))
	defer peer.Close()
	w := newWorld(t, "--vend=arn:minio:*="+peer.URL, "--vend-role-claim=policy", "--vend-guest-services=s3,sqs")
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, nil, "", "")
	w.ok(w.json(&w.root, "cognito-identity", "SetIdentityPoolRoles", m{"IdentityPoolId": pool, "Roles": m{
		"authenticated": "arn:minio:iam:::role/users", "unauthenticated": "arn:minio:iam:::role/guests"}}))
	id, creds := w.credentials(w.getID(pool, p.login("ann")), p.login("ann"))
	if creds.AccessKeyID != "OUT" || policy != "" {
		t.Errorf("credentials %s with policy %q", creds.AccessKeyID, policy)
	}
	claims := unverifiedClaims(t, token)
	if claims["iss"] != w.server.URL() || claims["sub"] != id || claims["aud"] != pool || claims["policy"] != "users" {
		t.Errorf("claims %v", claims)
	}
	basic := w.ok(w.json(nil, "cognito-identity", "GetOpenIdToken", m{"IdentityId": id, "Logins": p.login("ann")}))["Token"]
	if claims := unverifiedClaims(t, basic); claims["policy"] != nil {
		t.Errorf("the token of the basic flow names the role: %v", claims)
	}
	w.credentials(w.getID(pool, nil), nil)
	if want := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","sqs:*"],"Resource":"*"}]}`; policy != want {
		t.Errorf("guests come with the policy %q", policy)
	}
	refuse = true
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id, "Logins": p.login("ann")}), 400, "InvalidIdentityPoolConfigurationException")
	peer.Close()
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id, "Logins": p.login("ann")}), 400, "ExternalServiceException")
}

func unverifiedClaims(t *testing.T, token string) m {
	t.Helper()
	parsed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS512})
	if err != nil {
		t.Fatal(err)
	}
	var out m
	if err := json.Unmarshal(parsed.UnsafePayloadWithoutVerification(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestIdentityDocuments checks that whoever follows a token's issuer finds the
// key that signed it.
func TestIdentityDocuments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, nil, "", "")
	token := w.ok(w.json(nil, "cognito-identity", "GetOpenIdToken", m{"IdentityId": w.getID(pool, p.login("ann")), "Logins": p.login("ann")}))["Token"]
	get := func(path string) string {
		r := httptest.NewRecorder()
		w.server.http.Handler.ServeHTTP(r, httptest.NewRequest(http.MethodGet, path, nil))
		if r.Code != 200 {
			t.Fatalf("%s: %d", path, r.Code)
		}
		return r.Body.String()
	}
	var discovery struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := json.Unmarshal([]byte(get("/.well-known/openid-configuration")), &discovery); err != nil {
		t.Fatal(err)
	}
	claims := unverifiedClaims(t, token)
	if discovery.Issuer != claims["iss"] {
		t.Errorf("the document is of %s, the token of %s", discovery.Issuer, claims["iss"])
	}
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(get(strings.TrimPrefix(discovery.Keys, w.server.URL()))), &keys); err != nil {
		t.Fatal(err)
	}
	parsed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS512})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parsed.Verify(&keys); err != nil {
		t.Error(err)
	}
	if amr := fmt.Sprint(claims["amr"]); !strings.HasPrefix(amr, "[authenticated "+p.provider()+" "+p.provider()+":CognitoSignIn:") {
		t.Errorf("amr %s", amr)
	}
}

// run answers on the socket until the test ends.
func (w *world) run() {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.server.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	})
}

// TestVendingByAnotherDeployment has an STS elsewhere, which knows this
// deployment as an OpenID Connect issuer only, read its keys and judge its
// tokens.
func TestVendingByAnotherDeployment(t *testing.T) {
	t.Parallel()
	far := newWorld(t)
	far.run()
	w := newWorld(t, "--vend="+roleARN+"far-*="+far.server.URL())
	w.run()
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, nil, "", "")
	w.ok(w.json(&w.root, "cognito-identity", "SetIdentityPoolRoles", m{"IdentityPoolId": pool, "Roles": m{"authenticated": roleARN + "far-users"}}))
	id := w.getID(pool, p.login("ann"))
	want := func(code string) {
		t.Helper()
		w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id, "Logins": p.login("ann")}), 400, code)
	}
	want("InvalidIdentityPoolConfigurationException") // nobody there has heard of this issuer
	host := strings.TrimPrefix(w.server.URL(), "http://")
	arn := far.ok(far.query(&far.root, "iam", "CreateOpenIDConnectProvider", map[string]string{"Url": w.server.URL(), "ClientIDList.member.1": pool}))["OpenIDConnectProviderArn"]
	want("InvalidIdentityPoolConfigurationException") // there is no such role
	far.role("far-users", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"`+arn+`"},"Action":"sts:AssumeRoleWithWebIdentity",`+
		`"Condition":{"StringEquals":{"`+host+`:aud":"`+pool+`","`+host+`:sub":"`+id+`"},"ForAnyValue:StringEquals":{"`+host+`:amr":"authenticated"}}}]}`,
		statement("Allow", `"iam:GetRole"`, roleARN+"far-*", ""))
	_, creds := w.credentials(id, p.login("ann"))
	if got := far.whoami(creds); got != "arn:aws:sts::"+accountID+":assumed-role/far-users/CognitoIdentityCredentials" {
		t.Errorf("ann is %s there", got)
	}
	far.ok(far.query(&creds, "iam", "GetRole", map[string]string{"RoleName": "far-users"}))
	far.refused(far.query(&creds, "iam", "GetRole", map[string]string{"RoleName": "other"}), 403, "AccessDenied")
	// Here they are nobody's.
	w.refused(w.query(&creds, "sts", "GetCallerIdentity", nil), 403, "InvalidClientTokenId")
}
