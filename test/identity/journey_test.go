package identity

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentity"
	idtypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentity/types"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	idptypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

const password = "Correct-Horse-7"

// world is what the tests share: a user pool with a user, and an identity pool
// with guests, users, the developer's users and those of an outside issuer.
type world struct {
	t                *testing.T
	url              string
	root             aws.Config
	userPool, client string
	pool             string
	outside          *outsider
}

func connect(t *testing.T) *world {
	t.Helper()
	address := os.Getenv("JOURNEY_URL")
	if address == "" {
		t.Skip("JOURNEY_URL is not set: make identity-journey starts a server and sets it")
	}
	settings, err := config.LoadDefaultConfig(t.Context(), config.WithRegion(os.Getenv("JOURNEY_REGION")), config.WithBaseEndpoint(address))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, url: address, root: settings, outside: newOutsider(t)}
	w.makeUserPool()
	w.makeIdentityPool()
	return w
}

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (w *world) makeUserPool() {
	w.t.Helper()
	ctx, idp := w.t.Context(), cognitoidentityprovider.NewFromConfig(w.root)
	pool, err := idp.CreateUserPool(ctx, &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("people")})
	w.userPool = *must(w.t, pool, err).UserPool.Id
	client, err := idp.CreateUserPoolClient(ctx, &cognitoidentityprovider.CreateUserPoolClientInput{
		UserPoolId: &w.userPool, ClientName: aws.String("web"),
		ExplicitAuthFlows: []idptypes.ExplicitAuthFlowsType{"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"},
	})
	w.client = *must(w.t, client, err).UserPoolClient.ClientId
	w.addUser("ann")
}

func (w *world) provider() string {
	return "cognito-idp." + w.root.Region + ".amazonaws.com/" + w.userPool
}

func (w *world) makeIdentityPool() {
	w.t.Helper()
	ctx, pools := w.t.Context(), cognitoidentity.NewFromConfig(w.root)
	registered, err := iam.NewFromConfig(w.root).CreateOpenIDConnectProvider(ctx, &iam.CreateOpenIDConnectProviderInput{
		Url: &w.outside.URL, ClientIDList: []string{"app"},
	})
	arn := *must(w.t, registered, err).OpenIDConnectProviderArn
	pool, err := pools.CreateIdentityPool(ctx, &cognitoidentity.CreateIdentityPoolInput{
		IdentityPoolName: aws.String("go"), AllowUnauthenticatedIdentities: true, AllowClassicFlow: aws.Bool(true),
		DeveloperProviderName: aws.String("dev.example"), OpenIdConnectProviderARNs: []string{arn},
		CognitoIdentityProviders: []idtypes.CognitoIdentityProvider{{ProviderName: aws.String(w.provider()), ClientId: &w.client}},
	})
	w.pool = *must(w.t, pool, err).IdentityPoolId
	_, err = pools.SetPrincipalTagAttributeMap(ctx, &cognitoidentity.SetPrincipalTagAttributeMapInput{
		IdentityPoolId: &w.pool, IdentityProviderName: aws.String(w.provider()), PrincipalTags: map[string]string{"user": "cognito:username"},
	})
	must(w.t, 0, err)
	// Users see the tags of their own identity pool, and the user of the user
	// pool that their principal tag names. Guests see pools, and cannot use what
	// their role allows of IAM.
	_, err = pools.SetIdentityPoolRoles(ctx, &cognitoidentity.SetIdentityPoolRolesInput{IdentityPoolId: &w.pool, Roles: map[string]string{
		"authenticated": w.role("authenticated",
			`{"Effect":"Allow","Action":"cognito-identity:ListTagsForResource","Resource":"arn:aws:cognito-identity:*:*:identitypool/${cognito-identity.amazonaws.com:aud}"},`+
				`{"Effect":"Allow","Action":"cognito-idp:AdminGetUser","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/user":"ann"}}},`+
				`{"Effect":"Allow","Action":"iam:GetRole","Resource":"*","Condition":{"StringLike":{"cognito-identity.amazonaws.com:sub":"`+w.root.Region+`:*"}}}`),
		"unauthenticated": w.role("unauthenticated", `{"Effect":"Allow","Action":["cognito-idp:DescribeUserPool","iam:ListRoles"],"Resource":"*"}`),
	}})
	must(w.t, 0, err)
}

func (w *world) roleName(amr string) string { return "go-" + amr + "-" + w.pool[len(w.pool)-6:] }

func (w *world) role(amr, statements string) string {
	w.t.Helper()
	ctx, service := w.t.Context(), iam.NewFromConfig(w.root)
	trust := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},
"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"],"Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":%q},
"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":%q}}}]}`, w.pool, amr)
	role, err := service.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String(w.roleName(amr)), AssumeRolePolicyDocument: &trust})
	arn := *must(w.t, role, err).Role.Arn
	_, err = service.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
		RoleName: aws.String(w.roleName(amr)), PolicyName: aws.String("p"),
		PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[` + statements + `]}`),
	})
	must(w.t, 0, err)
	read, err := service.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(w.roleName(amr))})
	document, err := url.QueryUnescape(*must(w.t, read, err).Role.AssumeRolePolicyDocument)
	if err != nil || document != trust {
		w.t.Errorf("the trust policy came back as %s, %v", document, err)
	}
	return arn
}

func (w *world) idToken(user string) string {
	w.t.Helper()
	out, err := cognitoidentityprovider.NewFromConfig(w.root).InitiateAuth(w.t.Context(), &cognitoidentityprovider.InitiateAuthInput{
		ClientId: &w.client, AuthFlow: idptypes.AuthFlowTypeUserPasswordAuth, AuthParameters: map[string]string{"USERNAME": user, "PASSWORD": password},
	})
	return *must(w.t, out, err).AuthenticationResult.IdToken
}

// anonymous is a client without credentials, as in a browser.
func (w *world) anonymous() *cognitoidentity.Client {
	settings := w.root.Copy()
	settings.Credentials = aws.AnonymousCredentials{}
	return cognitoidentity.NewFromConfig(settings)
}

// enhanced is GetId and GetCredentialsForIdentity.
func (w *world) enhanced(logins map[string]string) (string, aws.Config) {
	w.t.Helper()
	id, err := w.anonymous().GetId(w.t.Context(), &cognitoidentity.GetIdInput{IdentityPoolId: &w.pool, Logins: logins})
	return w.as(*must(w.t, id, err).IdentityId, logins)
}

func (w *world) as(id string, logins map[string]string) (string, aws.Config) {
	w.t.Helper()
	out, err := w.anonymous().GetCredentialsForIdentity(w.t.Context(), &cognitoidentity.GetCredentialsForIdentityInput{IdentityId: &id, Logins: logins})
	c := must(w.t, out, err).Credentials
	return *out.IdentityId, w.with(credentials.NewStaticCredentialsProvider(*c.AccessKeyId, *c.SecretKey, *c.SessionToken))
}

func (w *world) with(p aws.CredentialsProvider) aws.Config {
	settings := w.root.Copy()
	settings.Credentials = aws.NewCredentialsCache(p)
	return settings
}

func (w *world) whoami(as aws.Config, want string) {
	w.t.Helper()
	out, err := sts.NewFromConfig(as).GetCallerIdentity(w.t.Context(), &sts.GetCallerIdentityInput{})
	if arn := *must(w.t, out, err).Arn; !strings.Contains(arn, ":assumed-role/"+want) {
		w.t.Errorf("the caller is %s, want a session of %s", arn, want)
	}
}

// denied wants an error of that code.
func denied(t *testing.T, err error, code string) {
	t.Helper()
	var e smithy.APIError
	if !errors.As(err, &e) || e.ErrorCode() != code {
		t.Errorf("answered %v, want %s", err, code)
	}
}

// userCan checks what the role of users allows; tagged says that the session
// carries the principal tag.
func (w *world) userCan(as aws.Config, tagged bool) {
	w.t.Helper()
	ctx := w.t.Context()
	w.whoami(as, w.roleName("authenticated"))
	account, err := sts.NewFromConfig(as).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	arn := "arn:aws:cognito-identity:" + w.root.Region + ":" + *must(w.t, account, err).Account + ":identitypool/"
	pools, idp := cognitoidentity.NewFromConfig(as), cognitoidentityprovider.NewFromConfig(as)
	_, err = pools.ListTagsForResource(ctx, &cognitoidentity.ListTagsForResourceInput{ResourceArn: aws.String(arn + w.pool)})
	must(w.t, 0, err)
	_, err = pools.ListTagsForResource(ctx, &cognitoidentity.ListTagsForResourceInput{ResourceArn: aws.String(arn + w.root.Region + ":00000000-0000-4000-8000-000000000000")})
	denied(w.t, err, "AccessDeniedException")
	_, err = iam.NewFromConfig(as).GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(w.roleName("authenticated"))})
	must(w.t, 0, err)
	_, err = iam.NewFromConfig(as).ListRoles(ctx, &iam.ListRolesInput{})
	denied(w.t, err, "AccessDenied")
	_, err = idp.AdminGetUser(ctx, &cognitoidentityprovider.AdminGetUserInput{UserPoolId: &w.userPool, Username: aws.String("ann")})
	if tagged {
		must(w.t, 0, err)
	} else {
		denied(w.t, err, "AccessDeniedException")
	}
}

func TestIdentityPool(t *testing.T) {
	w := connect(t)
	ctx := t.Context()

	login := map[string]string{w.provider(): w.idToken("ann")}
	id, ann := w.enhanced(login)
	w.userCan(ann, true)
	t.Log("a user of the user pool")

	guestID, guest := w.enhanced(nil)
	w.whoami(guest, w.roleName("unauthenticated"))
	_, err := cognitoidentityprovider.NewFromConfig(guest).DescribeUserPool(ctx, &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: &w.userPool})
	must(t, 0, err)
	_, err = iam.NewFromConfig(guest).ListRoles(ctx, &iam.ListRolesInput{})
	denied(t, err, "AccessDenied")
	if got, _ := w.as(guestID, login); got != id {
		t.Errorf("the guest that signed in is %s, want %s", got, id)
	}
	t.Log("a guest, who then signs in")

	dev, err := cognitoidentity.NewFromConfig(w.root).GetOpenIdTokenForDeveloperIdentity(ctx, &cognitoidentity.GetOpenIdTokenForDeveloperIdentityInput{
		IdentityPoolId: &w.pool, Logins: map[string]string{"dev.example": "dora"},
	})
	_, dora := w.as(*must(t, dev, err).IdentityId, map[string]string{"cognito-identity.amazonaws.com": *dev.Token})
	w.userCan(dora, false)
	t.Log("a developer-authenticated user")

	host := strings.TrimPrefix(w.outside.URL, "http://")
	_, zoe := w.enhanced(map[string]string{host: w.outside.token(t, "zoe")})
	w.userCan(zoe, false)
	t.Log("a user of an outside OIDC provider")
}

// TestBasicFlow goes by the SDK's own provider of web identities.
func TestBasicFlow(t *testing.T) {
	w := connect(t)
	login := map[string]string{w.provider(): w.idToken("ann")}
	id, err := w.anonymous().GetId(t.Context(), &cognitoidentity.GetIdInput{IdentityPoolId: &w.pool, Logins: login})
	token, err := w.anonymous().GetOpenIdToken(t.Context(), &cognitoidentity.GetOpenIdTokenInput{IdentityId: must(t, id, err).IdentityId, Logins: login})
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(*must(t, token, err).Token), 0o600); err != nil {
		t.Fatal(err)
	}
	role, err := iam.NewFromConfig(w.root).GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String(w.roleName("authenticated"))})
	provider := stscreds.NewWebIdentityRoleProvider(sts.NewFromConfig(w.root), *must(t, role, err).Role.Arn, stscreds.IdentityTokenFile(file))
	w.userCan(w.with(provider), true)
}
