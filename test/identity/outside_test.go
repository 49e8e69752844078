package identity

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentity"
	idtypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentity/types"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	idptypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// bucket has a prefix for each identity and one for everybody.
const bucket = "people"

// The policies of the outside server. Its roles bear their names.
const (
	usersPolicy = `{"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::people/${jwt:sub}/*"},
{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::people","Condition":{"StringLike":{"s3:prefix":"${jwt:sub}/*"}}}]}`
	guestsPolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::people/public/*"}]}`
)

// minio is an S3-compatible server that trusts the OpenID tokens of identity
// pools: those of one pool name its policy, those of the other get the policy
// of a role.
type minio struct {
	url  string
	root credentials.StaticCredentialsProvider
}

func startMinIO(t *testing.T, issuer, claimPool, rolePool string) *minio {
	t.Helper()
	binary, address := os.Getenv("JOURNEY_MINIO"), os.Getenv("JOURNEY_S3")
	if binary == "" || address == "" {
		t.Skip("JOURNEY_MINIO is not set: make identity-journey builds MinIO and sets it")
	}
	m := &minio{url: "http://" + address, root: credentials.NewStaticCredentialsProvider("journey-root", secret(t), "")}
	discovery := issuer + "/.well-known/openid-configuration"
	cmd := exec.Command(binary, "server", "--quiet", "--address", address, t.TempDir())
	cmd.Env = []string{
		"HOME=" + t.TempDir(), "MINIO_ROOT_USER=" + m.root.Value.AccessKeyID, "MINIO_ROOT_PASSWORD=" + m.root.Value.SecretAccessKey,
		"MINIO_BROWSER=off", "MINIO_UPDATE=off",
		"MINIO_IDENTITY_OPENID_CONFIG_URL=" + discovery, "MINIO_IDENTITY_OPENID_CLIENT_ID=" + claimPool,
		// MinIO takes tokens signed with the secret, too: it must be one.
		"MINIO_IDENTITY_OPENID_CLIENT_SECRET=" + secret(t),
		"MINIO_IDENTITY_OPENID_CONFIG_URL_ROLE=" + discovery, "MINIO_IDENTITY_OPENID_CLIENT_ID_ROLE=" + rolePool,
		"MINIO_IDENTITY_OPENID_CLIENT_SECRET_ROLE=" + secret(t), "MINIO_IDENTITY_OPENID_ROLE_POLICY_ROLE=users",
	}
	log := &strings.Builder{}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("MinIO says:\n%s", log)
		}
	})
	m.addPolicy(t, "users", usersPolicy)
	m.addPolicy(t, "guests", guestsPolicy)
	await(t, func(ctx context.Context) error {
		_, err := m.client(m.root).CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String(bucket)})
		return err
	})
	must(t, 0, m.put(t, m.root, "public/hello", "hello"))
	return m
}

func secret(t *testing.T) string {
	t.Helper()
	raw := make([]byte, 24)
	file, err := os.Open("/dev/urandom")
	_, err = io.ReadFull(must(t, file, err), raw)
	must(t, 0, err)
	must(t, 0, file.Close())
	return base64.RawURLEncoding.EncodeToString(raw)
}

// await tries until something succeeds: the parts of a server that starts come
// up one after the other.
func await(t *testing.T, what func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := what(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("MinIO does not come up: %v", err)
		case <-tick.C:
		}
	}
}

// addPolicy uses the server's own interface for administrators, which is
// signed as S3 is.
func (m *minio) addPolicy(t *testing.T, name, document string) {
	t.Helper()
	await(t, func(ctx context.Context) error { return m.tryPolicy(ctx, name, document) })
}

func (m *minio) tryPolicy(ctx context.Context, name, document string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, m.url+"/minio/admin/v3/add-canned-policy?name="+name, strings.NewReader(document))
	if err != nil {
		return err
	}
	r.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
	if err := v4.NewSigner().SignHTTP(ctx, m.root.Value, r, "UNSIGNED-PAYLOAD", "s3", "us-east-1", time.Now()); err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("policy %s: %s %s %v", name, answer.Status, body, err)
	}
	return nil
}

func (m *minio) client(as aws.CredentialsProvider) *s3.Client {
	return s3.New(s3.Options{Region: "us-east-1", BaseEndpoint: &m.url, UsePathStyle: true, Credentials: as})
}

func (m *minio) put(t *testing.T, as aws.CredentialsProvider, key, text string) error {
	t.Helper()
	_, err := m.client(as).PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String(bucket), Key: &key, Body: strings.NewReader(text)})
	return err
}

func (m *minio) get(t *testing.T, as aws.CredentialsProvider, key string) (string, error) {
	t.Helper()
	out, err := m.client(as).GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String(bucket), Key: &key})
	if err != nil {
		return "", err
	}
	defer out.Body.Close()
	body, err := io.ReadAll(out.Body)
	return string(body), err
}

func (m *minio) list(t *testing.T, as aws.CredentialsProvider, prefix string) (int, error) {
	t.Helper()
	out, err := m.client(as).ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(bucket), Prefix: &prefix})
	if err != nil {
		return 0, err
	}
	return len(out.Contents), nil
}

// userCan writes and reads the identity's prefix, and finds every other closed.
func (m *minio) userCan(t *testing.T, as aws.CredentialsProvider, id, foreign string) {
	t.Helper()
	must(t, 0, m.put(t, as, id+"/note", "mine"))
	text, err := m.get(t, as, id+"/note")
	if must(t, text, err) != "mine" {
		t.Errorf("read %q", text)
	}
	n, err := m.list(t, as, id+"/")
	if must(t, n, err) == 0 {
		t.Error("the prefix is empty")
	}
	_, err = m.get(t, as, foreign)
	denied(t, err, "AccessDenied")
	denied(t, m.put(t, as, foreign, "not mine"), "AccessDenied")
	_, err = m.list(t, as, "")
	denied(t, err, "AccessDenied")
	_, err = m.client(as).ListBuckets(t.Context(), &s3.ListBucketsInput{})
	denied(t, err, "AccessDenied")
	_, err = m.client(as).CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("other")})
	denied(t, err, "AccessDenied")
}

// roleOf is the ARN that MinIO gives the role of a client.
func roleOf(client string) string {
	sum := sha1.Sum([]byte(client))
	return "arn:minio:iam:::role/" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// vended makes the roles of the pool those of MinIO, except for one user, whom
// a rule gives a role of the server's own.
func (w *world) vended(users, guests, own string) {
	w.t.Helper()
	roles := map[string]string{"authenticated": users}
	if guests != "" {
		roles["unauthenticated"] = guests
	}
	_, err := cognitoidentity.NewFromConfig(w.root).SetIdentityPoolRoles(w.t.Context(), &cognitoidentity.SetIdentityPoolRolesInput{
		IdentityPoolId: &w.pool, Roles: roles, RoleMappings: map[string]idtypes.RoleMapping{w.provider() + ":" + w.client: {
			Type: idtypes.RoleMappingTypeRules, AmbiguousRoleResolution: idtypes.AmbiguousRoleResolutionTypeAuthenticatedRole,
			RulesConfiguration: &idtypes.RulesConfigurationType{Rules: []idtypes.MappingRule{{
				Claim: aws.String("cognito:username"), MatchType: idtypes.MappingRuleMatchTypeEquals, Value: aws.String("olga"), RoleARN: &own,
			}}},
		}},
	})
	must(w.t, 0, err)
}

func (w *world) addUser(name string) {
	w.t.Helper()
	ctx, idp := w.t.Context(), cognitoidentityprovider.NewFromConfig(w.root)
	_, err := idp.AdminCreateUser(ctx, &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: &w.userPool, Username: &name, MessageAction: idptypes.MessageActionTypeSuppress,
	})
	must(w.t, 0, err)
	_, err = idp.AdminSetUserPassword(ctx, &cognitoidentityprovider.AdminSetUserPasswordInput{
		UserPoolId: &w.userPool, Username: &name, Password: aws.String(password), Permanent: true,
	})
	must(w.t, 0, err)
}

// TestOutsideSTS lets MinIO give out the credentials of an identity pool.
func TestOutsideSTS(t *testing.T) {
	w, byRole := connect(t), connect(t)
	m := startMinIO(t, w.url, w.pool, byRole.pool)
	own := w.ownRole()
	w.addUser("olga")
	w.vended("arn:minio:iam:::role/users", "arn:minio:iam:::role/guests", own)

	login := map[string]string{w.provider(): w.idToken("ann")}
	id, ann := w.enhanced(login)
	m.userCan(t, ann.Credentials, id, "public/hello")
	t.Log("a user, whose token names the policy")

	guestID, guest := w.enhanced(nil)
	text, err := m.get(t, guest.Credentials, "public/hello")
	if must(t, text, err) != "hello" {
		t.Errorf("a guest reads %q", text)
	}
	_, err = m.get(t, guest.Credentials, id+"/note")
	denied(t, err, "AccessDenied")
	denied(t, m.put(t, guest.Credentials, guestID+"/note", "mine"), "AccessDenied")
	t.Log("a guest")

	// The credentials are MinIO's alone.
	_, err = sts.NewFromConfig(ann).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	denied(t, err, "InvalidClientTokenId")
	_, olga := w.enhanced(map[string]string{w.provider(): w.idToken("olga")})
	w.whoami(olga, w.roleName("authenticated"))
	_, err = m.list(t, olga.Credentials, "")
	denied(t, err, "InvalidAccessKeyId")
	t.Log("a user whose role is the server's own")

	byRole.vended(roleOf(byRole.pool), "", byRole.ownRole())
	otherID, bea := byRole.enhanced(map[string]string{byRole.provider(): byRole.idToken("ann")})
	m.userCan(t, bea.Credentials, otherID, id+"/note")
	t.Log("a user of a pool whose role MinIO knows")

	m.javaScript(t, w)
	m.refusals(t, byRole)
}

// javaScript lets the SDK for JavaScript do the same.
func (m *minio) javaScript(t *testing.T, w *world) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "--no-warnings", "s3.mjs")
	cmd.Dir = "../js"
	cmd.Env = append(os.Environ(), "JOURNEY_MINIO_URL="+m.url, "JOURNEY_POOL="+w.pool, "JOURNEY_PROVIDER="+w.provider(), "JOURNEY_ID_TOKEN="+w.idToken("ann"))
	out, err := cmd.CombinedOutput()
	t.Logf("fromCognitoIdentityPool and @aws-sdk/client-s3:\n%s", out)
	must(t, 0, err)
}

// refusals takes tokens to MinIO that it must not accept.
func (m *minio) refusals(t *testing.T, w *world) {
	t.Helper()
	assume := func(token string) (*s3.Client, error) {
		out, err := sts.New(sts.Options{Region: "us-east-1", BaseEndpoint: &m.url}).AssumeRoleWithWebIdentity(t.Context(),
			&sts.AssumeRoleWithWebIdentityInput{RoleArn: aws.String(roleOf(w.pool)), RoleSessionName: aws.String("journey"), WebIdentityToken: &token})
		if err != nil {
			return nil, err
		}
		c := out.Credentials
		return m.client(credentials.NewStaticCredentialsProvider(*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)), nil
	}
	const life = 3
	dev, err := cognitoidentity.NewFromConfig(w.root).GetOpenIdTokenForDeveloperIdentity(t.Context(), &cognitoidentity.GetOpenIdTokenForDeveloperIdentityInput{
		IdentityPoolId: &w.pool, Logins: map[string]string{"dev.example": "dora"}, TokenDuration: aws.Int64(life),
	})
	token := *must(t, dev, err).Token
	dora, err := assume(token)
	_, err = must(t, dora, err).PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String(*dev.IdentityId + "/note"), Body: strings.NewReader("mine")})
	must(t, 0, err)

	_, err = assume(w.outside.tokenFor(t, w.pool, "zoe"))
	denied(t, err, "InvalidParameterValue")
	t.Log("a token of another issuer for the same audience is refused")

	deadline := time.After((life + 10) * time.Second)
	for err = nil; err == nil; {
		select {
		case <-deadline:
			t.Fatal("an expired token is still accepted")
		case <-time.After(200 * time.Millisecond):
			_, err = assume(token)
		}
	}
	if !strings.Contains(err.Error(), "expired") {
		t.Errorf("the expired token is refused as %v", err)
	}
	_, err = dora.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(bucket), Prefix: aws.String(*dev.IdentityId + "/")})
	if err == nil {
		t.Error("credentials outlive the token that they come from")
	}
	t.Log("an expired token, and the credentials that came of it, are refused")
}

// ownRole is the role of users that the server itself gives sessions of.
func (w *world) ownRole() string {
	w.t.Helper()
	out, err := sts.NewFromConfig(w.root).GetCallerIdentity(w.t.Context(), &sts.GetCallerIdentityInput{})
	return arn.ARN{Partition: "aws", Service: "iam", AccountID: *must(w.t, out, err).Account, Resource: fmt.Sprintf("role/%s", w.roleName("authenticated"))}.String()
}
