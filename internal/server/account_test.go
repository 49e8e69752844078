package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/keytest"
	"github.com/cognate-id/cognate/internal/upstream/social"
)

// world is a whole server whose callers must sign, with a clock that tests move.
type world struct {
	t      testing.TB
	server *Server
	root   aws.Credentials
	social social.Addresses

	mu  sync.Mutex
	now time.Time
}

func newWorld(t testing.TB, options ...string) *world {
	t.Helper()
	return newWorldWith(t, social.Addresses{}, options...)
}

// newWorldWith has its own Facebook, Amazon and Twitter.
func newWorldWith(t testing.TB, at social.Addresses, options ...string) *world {
	t.Helper()
	w := &world{t: t, now: noon, social: at}
	w.server = w.node(append([]string{"--data=" + t.TempDir()}, options...)...)
	if key := w.server.FirstKey; key != nil {
		w.root = aws.Credentials{AccessKeyID: key.ID, SecretAccessKey: string(key.Secret)}
	}
	return w
}

// node starts a server with the world's clock.
func (w *world) node(options ...string) *Server {
	w.t.Helper()
	args := append([]string{"--listen=127.0.0.1:0", "--region=us-east-1", "--account=" + accountID}, options...)
	c, err := config.Load(config.Serve, args, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := New(w.t.Context(), c, Deps{Now: w.clock, Keys: keytest.Keys, Social: w.social})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			w.t.Error(err)
		}
	})
	return s
}

const accountID = "123456789012"

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// pass lets time go by.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// an answer is what a service has said.
type answer struct {
	status int
	body   string
}

// query calls iam or sts; no credentials leave the request unsigned.
func (w *world) query(as *aws.Credentials, service, action string, parameters map[string]string) answer {
	w.t.Helper()
	form := url.Values{"Action": {action}, "Version": {map[string]string{"iam": "2010-05-08", "sts": "2011-06-15"}[service]}}
	for name, value := range parameters {
		form.Set(name, value)
	}
	return w.send(as, service, form.Encode(), "application/x-www-form-urlencoded", "")
}

// json calls a JSON service.
func (w *world) json(as *aws.Credentials, service, operation string, in any) answer {
	w.t.Helper()
	return w.jsonTo(w.server, as, service, operation, in)
}

func (w *world) jsonTo(to *Server, as *aws.Credentials, service, operation string, in any) answer {
	w.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		w.t.Fatal(err)
	}
	target := map[string]string{"cognito-idp": "AWSCognitoIdentityProviderService", "cognito-identity": "AWSCognitoIdentityService"}
	return w.sendTo(to, as, service, string(body), "application/x-amz-json-1.1", target[service]+"."+operation)
}

func (w *world) send(as *aws.Credentials, service, body, contentType, target string) answer {
	w.t.Helper()
	return w.sendTo(w.server, as, service, body, contentType, target)
}

func (w *world) sendTo(to *Server, as *aws.Credentials, service, body, contentType, target string) answer {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://id.example.com/", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	if target != "" {
		r.Header.Set("X-Amz-Target", target)
	}
	if as != nil {
		sum := sha256.Sum256([]byte(body))
		err := v4.NewSigner().SignHTTP(context.Background(), *as, r, hex.EncodeToString(sum[:]), service, "us-east-1", w.clock())
		if err != nil {
			w.t.Fatal(err)
		}
	}
	recorder := httptest.NewRecorder()
	to.http.Handler.ServeHTTP(recorder, r)
	return answer{recorder.Code, recorder.Body.String()}
}

// ok wants success, and gives the texts of XML elements and JSON members.
func (w *world) ok(a answer) map[string]string {
	w.t.Helper()
	if a.status != http.StatusOK {
		w.t.Fatalf("status %d: %s", a.status, a.body)
	}
	return texts(a.body)
}

// refused wants an answer that holds all the texts.
func (w *world) refused(a answer, status int, holds ...string) {
	w.t.Helper()
	for _, text := range holds {
		if a.status != status || !strings.Contains(a.body, text) {
			w.t.Errorf("status %d, want %d with %q: %s", a.status, status, text, a.body)
		}
	}
}

// texts gives the texts of a document by the names of their elements or
// members; of several of one name the first.
func texts(body string) map[string]string {
	out := map[string]string{}
	put := func(name, value string) {
		if _, there := out[name]; !there {
			out[name] = value
		}
	}
	if !strings.HasPrefix(body, "<") {
		var v any
		if json.Unmarshal([]byte(body), &v) == nil {
			walkJSON("", v, put)
		}
		return out
	}
	d := xml.NewDecoder(strings.NewReader(body))
	name := ""
	for {
		token, err := d.Token()
		if err != nil {
			return out
		}
		switch token := token.(type) {
		case xml.StartElement:
			name = token.Name.Local
		case xml.CharData:
			put(name, string(token))
		}
	}
}

func walkJSON(name string, v any, put func(name, value string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			walkJSON(k, e, put)
		}
	case []any:
		for _, e := range v {
			walkJSON(name, e, put)
		}
	case string:
		put(name, v)
	}
}

// user makes an IAM user with an inline policy and gives its credentials.
func (w *world) user(name, policy string) aws.Credentials {
	w.t.Helper()
	w.ok(w.query(&w.root, "iam", "CreateUser", map[string]string{"UserName": name}))
	if policy != "" {
		w.ok(w.query(&w.root, "iam", "PutUserPolicy", map[string]string{"UserName": name, "PolicyName": "p", "PolicyDocument": policy}))
	}
	key := w.ok(w.query(&w.root, "iam", "CreateAccessKey", map[string]string{"UserName": name}))
	return aws.Credentials{AccessKeyID: key["AccessKeyId"], SecretAccessKey: key["SecretAccessKey"]}
}

// statement is a policy of one statement.
func statement(effect, action, resource, condition string) string {
	s := `{"Version":"2012-10-17","Statement":[{"Effect":"` + effect + `","Action":` + action + `,"Resource":"` + resource + `"`
	if condition != "" {
		s += `,"Condition":` + condition
	}
	return s + `}]}`
}

func TestAuthorize(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	pool := w.ok(w.json(&w.root, "cognito-idp", "CreateUserPool", map[string]any{"PoolName": "p", "UserPoolTags": map[string]string{"team": "a"}}))["Id"]
	poolARN := "arn:aws:cognito-idp:us-east-1:" + accountID + ":userpool/" + pool
	describe := map[string]any{"UserPoolId": pool}

	reader := w.user("reader", statement("Allow", `["cognito-idp:Describe*","iam:GetUser"]`, "*", ""))
	w.ok(w.json(&reader, "cognito-idp", "DescribeUserPool", describe))
	w.refused(w.json(&reader, "cognito-idp", "DeleteUserPool", describe), 400, "AccessDeniedException",
		"User: arn:aws:iam::"+accountID+":user/reader is not authorized to perform: cognito-idp:DeleteUserPool on resource: "+
			poolARN+" because no identity-based policy allows the cognito-idp:DeleteUserPool action")
	w.refused(w.query(&reader, "iam", "ListUsers", nil), 403, "<Code>AccessDenied</Code>", "iam:ListUsers")
	if got := w.ok(w.query(&reader, "iam", "GetUser", nil))["UserName"]; got != "reader" {
		t.Errorf("the caller is %s", got)
	}

	tagged := w.user("tagged", statement("Allow", `"cognito-idp:*"`, poolARN, `{"StringEquals":{"aws:ResourceTag/team":"a"}}`))
	w.ok(w.json(&tagged, "cognito-idp", "DescribeUserPool", describe))
	w.refused(w.json(&tagged, "cognito-idp", "CreateUserPool", map[string]any{"PoolName": "q"}), 400, "AccessDeniedException")
	w.ok(w.json(&w.root, "cognito-idp", "TagResource", map[string]any{"ResourceArn": poolARN, "Tags": map[string]string{"team": "b"}}))
	w.refused(w.json(&tagged, "cognito-idp", "DescribeUserPool", describe), 400, "AccessDeniedException")

	// A withdrawn policy stops counting at once on the node that withdrew it.
	w.ok(w.query(&w.root, "iam", "DeleteUserPolicy", map[string]string{"UserName": "reader", "PolicyName": "p"}))
	w.refused(w.json(&reader, "cognito-idp", "DescribeUserPool", describe), 400, "AccessDeniedException")
	// A managed policy comes into force the same way.
	arn := w.ok(w.query(&w.root, "iam", "CreatePolicy", map[string]string{"PolicyName": "m",
		"PolicyDocument": statement("Allow", `"cognito-idp:*"`, "*", "")}))["Arn"]
	w.ok(w.query(&w.root, "iam", "AttachUserPolicy", map[string]string{"UserName": "reader", "PolicyArn": arn}))
	w.ok(w.json(&reader, "cognito-idp", "DescribeUserPool", describe))
	w.refused(w.query(&w.root, "iam", "DeletePolicy", map[string]string{"PolicyArn": arn}), 409, "DeleteConflict")

	// Whoever may create groups may not thereby hand out roles.
	group := map[string]any{"UserPoolId": pool, "GroupName": "g", "RoleArn": "arn:aws:iam::" + accountID + ":role/admin"}
	w.refused(w.json(&reader, "cognito-idp", "CreateGroup", group), 400, "AccessDeniedException", "iam:PassRole on resource: arn:aws:iam")
	w.ok(w.query(&w.root, "iam", "PutUserPolicy", map[string]string{"UserName": "reader", "PolicyName": "pass", "PolicyDocument": statement(
		"Allow", `"iam:PassRole"`, "*", `{"StringEquals":{"iam:PassedToService":"cognito-idp.amazonaws.com"}}`)}))
	w.ok(w.json(&reader, "cognito-idp", "CreateGroup", group))

	// An invalid request is told so before anybody asks for policies.
	nobody := w.user("nobody", "")
	w.refused(w.json(&nobody, "cognito-idp", "DescribeUserPool", map[string]any{}), 400, "InvalidParameterException")
	w.refused(w.json(&nobody, "cognito-idp", "DescribeUserPool", map[string]any{"UserPoolId": "us-east-1_Unknown"}), 400, "AccessDeniedException")
}

func TestAccessKeysOfUsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.user("u", statement("Allow", `"iam:*"`, "*", ""))
	w.ok(w.query(&u, "iam", "GetUser", nil))
	w.ok(w.query(&w.root, "iam", "UpdateAccessKey", map[string]string{"UserName": "u", "AccessKeyId": u.AccessKeyID, "Status": "Inactive"}))
	w.pass(keyStaleness)
	w.refused(w.query(&u, "iam", "GetUser", nil), 403, "InvalidClientTokenId")
	w.ok(w.query(&w.root, "iam", "UpdateAccessKey", map[string]string{"UserName": "u", "AccessKeyId": u.AccessKeyID, "Status": "Active"}))
	w.pass(keyStaleness)
	w.ok(w.query(&u, "iam", "GetUser", nil))
	// A user that renames itself keeps its key.
	w.ok(w.query(&u, "iam", "UpdateUser", map[string]string{"UserName": "u", "NewUserName": "v"}))
	if got := w.ok(w.query(&u, "iam", "GetUser", nil))["Arn"]; got != "arn:aws:iam::"+accountID+":user/v" {
		t.Errorf("now %s", got)
	}
	w.refused(w.query(&w.root, "iam", "DeleteUser", map[string]string{"UserName": "v"}), 409, "DeleteConflict", "access keys")
}
