package idp_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// client makes a client and gives it as answered.
func (a api) client(t *testing.T, body m) m {
	t.Helper()
	if body["ClientName"] == nil {
		body["ClientName"] = "c"
	}
	return a.must(t, "CreateUserPoolClient", body)["UserPoolClient"].(m)
}

func TestCreateUserPoolClientDefaults(t *testing.T) {
	t.Parallel()
	a := start(t)
	id := a.pool(t, nil)
	got := a.client(t, m{"UserPoolId": id})
	want := fmt.Sprintf(`{"UserPoolId":%q,"ClientName":"c","ClientId":%q,"ClientType":"REGULAR",
		"LastModifiedDate":1772366400,"CreationDate":1772366400,"RefreshTokenValidity":30,"TokenValidityUnits":{},
		"AllowedOAuthFlowsUserPoolClient":false,"EnableTokenRevocation":true,
		"EnablePropagateAdditionalUserContextData":false,"AuthSessionValidity":3}`, id, got["ClientId"])
	same(t, got, want)
	described := a.must(t, "DescribeUserPoolClient", m{"UserPoolId": id, "ClientId": got["ClientId"]})
	same(t, described["UserPoolClient"].(m), want)
}

// fullClient sends every member that CreateUserPoolClient has, each with a
// value that is not its default; GenerateSecret excludes ClientSecret.
const fullClient = `{
 "UserPoolId":"","ClientName":"full","ClientSecret":"a_secret_of_the_callers_own",
 "RefreshTokenValidity":90,"AccessTokenValidity":10,"IdTokenValidity":600,
 "TokenValidityUnits":{"AccessToken":"minutes","IdToken":"seconds","RefreshToken":"days"},
 "ReadAttributes":["email","name"],"WriteAttributes":["name"],
 "ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH","ALLOW_USER_AUTH"],
 "SupportedIdentityProviders":["COGNITO","Google"],
 "CallbackURLs":["https://a.example/cb","app:/cb"],"LogoutURLs":["https://a.example/out"],"DefaultRedirectURI":"app:/cb",
 "AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthFlows":["code"],"AllowedOAuthScopes":["openid","api/read"],
 "AnalyticsConfiguration":{"ApplicationId":"a1","RoleArn":"arn:aws:iam::123456789012:role/a","ExternalId":"e","UserDataShared":true},
 "PreventUserExistenceErrors":"ENABLED","EnableTokenRevocation":false,"EnablePropagateAdditionalUserContextData":true,
 "AuthSessionValidity":10,"RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":30}}`

// TestFullClientIsFull notices members that were added to the description.
func TestFullClientIsFull(t *testing.T) {
	t.Parallel()
	full := parse(t, fullClient)
	typ := reflect.TypeFor[idp.CreateUserPoolClientRequest]()
	for i := range typ.NumField() {
		if name := typ.Field(i).Name; full[name] == nil && name != "GenerateSecret" {
			t.Errorf("fullClient lacks %s", name)
		}
	}
}

// TestClientRoundTrip sends every setting, by creation and by update, and
// reads it back as it was sent.
func TestClientRoundTrip(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	sent := parse(t, fullClient)
	sent["UserPoolId"] = pool
	check := func(id any) {
		t.Helper()
		got := a.must(t, "DescribeUserPoolClient", m{"UserPoolId": pool, "ClientId": id})["UserPoolClient"].(m)
		for name, want := range sent {
			if diff := cmp.Diff(want, got[name]); diff != "" {
				t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		}
	}
	check(a.client(t, sent)["ClientId"])

	id := a.client(t, m{"UserPoolId": pool, "ClientSecret": sent["ClientSecret"]})["ClientId"]
	update := parse(t, fullClient)
	delete(update, "ClientSecret")
	update["UserPoolId"], update["ClientId"] = pool, id
	out := a.must(t, "UpdateUserPoolClient", update)["UserPoolClient"].(m)
	if out["ClientName"] != "full" || out["ClientSecret"] != sent["ClientSecret"] {
		t.Errorf("UpdateUserPoolClient answers %v", out)
	}
	check(id)

	// The other half of the members with two values.
	update["AnalyticsConfiguration"] = m{"ApplicationArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/a", "UserDataShared": false}
	update["PreventUserExistenceErrors"] = "LEGACY"
	update["RefreshTokenRotation"] = m{"Feature": "DISABLED", "RetryGracePeriodSeconds": 0.0}
	a.must(t, "UpdateUserPoolClient", update)
	for _, name := range []string{"AnalyticsConfiguration", "PreventUserExistenceErrors", "RefreshTokenRotation"} {
		sent[name] = update[name]
	}
	check(id)
}

func TestClientLifecycle(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	id := a.client(t, m{"UserPoolId": pool})["ClientId"].(string)
	ids := m{"UserPoolId": pool, "ClientId": id}
	same(t, a.must(t, "ListUserPoolClients", m{"UserPoolId": pool}),
		fmt.Sprintf(`{"UserPoolClients":[{"ClientId":%q,"UserPoolId":%q,"ClientName":"c"}]}`, id, pool))
	same(t, a.must(t, "ListUserPoolClients", m{"UserPoolId": pool, "ClientType": "DCR"}), `{"UserPoolClients":[]}`)
	if out := a.must(t, "DeleteUserPoolClient", ids); out != nil {
		t.Errorf("DeleteUserPoolClient answers %v, want nothing", out)
	}
	gone := "ResourceNotFoundException: User pool client " + id + " does not exist."
	for _, op := range []string{"DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient",
		"AddUserPoolClientSecret", "ListUserPoolClientSecrets", "GetUserPoolClientSessionConfiguration"} {
		a.refused(t, op, ids, gone)
	}
	a.refused(t, "CreateUserPoolClient", m{"UserPoolId": pool, "ClientName": "c", "SupportedIdentityProviders": []string{"Facebook"}},
		"InvalidParameterException: The provider Facebook does not exist for User Pool "+pool+".")
	a.refused(t, "CreateUserPoolClient", m{"UserPoolId": pool, "ClientName": "c", "AllowedOAuthScopes": []string{"api/write"}},
		"ScopeDoesNotExistException: Invalid scope requested: api/write")
	a.refused(t, "CreateUserPoolClient", m{"UserPoolId": pool, "ClientName": "c", "AllowedOAuthFlows": []string{"client_credentials"}},
		"InvalidOAuthFlowException: client_credentials flow can not be selected if client does not have a client secret.")
}

func TestClientSecrets(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	c := a.client(t, m{"UserPoolId": pool, "GenerateSecret": true})
	ids := m{"UserPoolId": pool, "ClientId": c["ClientId"]}
	first := fmt.Sprintf("%s--%d", c["ClientId"], noon.Unix())
	second := fmt.Sprintf("%s--%d", c["ClientId"], noon.Unix()+1)

	out := a.must(t, "AddUserPoolClientSecret", ids)["ClientSecretDescriptor"].(m)
	if value, _ := out["ClientSecretValue"].(string); len(value) != 52 || out["ClientSecretId"] != second {
		t.Errorf("AddUserPoolClientSecret answers %v", out)
	}
	same(t, a.must(t, "ListUserPoolClientSecrets", ids), fmt.Sprintf(`{"ClientSecrets":[
		{"ClientSecretId":%q,"ClientSecretCreateDate":1772366400},{"ClientSecretId":%q,"ClientSecretCreateDate":1772366400}]}`, first, second))
	a.refused(t, "AddUserPoolClientSecret", ids, "LimitExceededException: Client secrets cannot exceed limit of 2 secrets.")
	described := a.must(t, "DescribeUserPoolClient", ids)["UserPoolClient"].(m)["ClientSecret"]
	if described != c["ClientSecret"] {
		t.Errorf("Describe shows %v, want the oldest secret", described)
	}

	same(t, a.must(t, "DeleteUserPoolClientSecret", m{"UserPoolId": pool, "ClientId": c["ClientId"], "ClientSecretId": first}), `{}`)
	a.refused(t, "DeleteUserPoolClientSecret", m{"UserPoolId": pool, "ClientId": c["ClientId"], "ClientSecretId": second},
		"InvalidParameterException: The last client secret of a client cannot be deleted.")
	own := m{"UserPoolId": pool, "ClientId": c["ClientId"], "ClientSecret": "a_secret_of_the_callers_own"}
	same(t, a.must(t, "AddUserPoolClientSecret", own), fmt.Sprintf(
		`{"ClientSecretDescriptor":{"ClientSecretId":%q,"ClientSecretCreateDate":1772366400}}`, first))
}
