package oidc

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/cognate-id/cognate/cognatetest"
	"github.com/cognate-id/cognate/internal/server"
)

const (
	username = "alice"
	password = "Correct-horse-7"
	callback = "https://rp.example/callback"
)

// A world is one server for all modules, with a pool, its domain, a user who has every standard claim, and two static
// clients. Modules share nothing else: each has its own browser.
type world struct {
	server        *cognatetest.Server
	data          string
	http          *http.Client
	pool, base    string
	first, second client
	// initialAccess is the token by which clients may register.
	initialAccess string
	key           *jose.JSONWebKey // of the relying party
	party         *httptest.Server
	visits        atomic.Int64 // how often the server has fetched something from party
}

// client is a relying party as the provider knows it.
type client struct {
	id, secret, redirect string
	post                 bool // authenticates in the body
}

func startWorld(t *testing.T) *world {
	w := &world{data: t.TempDir()}
	w.server = cognatetest.Start(t, cognatetest.With("data", w.data), cognatetest.With("tls", "true"))
	w.trust(t)
	w.makeParty(t)
	w.pool = w.makePool(t, "acme")
	w.base = w.server.URL + "/domain/acme"
	w.makeUser(t)
	w.first, w.second = w.makeClient(t, "first"), w.makeClient(t, "second")
	registrar := w.register(t)
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {"aws.cognito/dcr/register"}}
	w.initialAccess = w.token(t, registrar, form).text("access_token")
	return w
}

// trust makes a client that believes the server's own CA.
func (w *world) trust(t *testing.T) {
	pem, err := os.ReadFile(filepath.Join(w.data, server.LocalCAFile))
	check(t, err)
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatal("the server's CA is no certificate")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, MaxIdleConnsPerHost: 16}
	t.Cleanup(transport.CloseIdleConnections)
	w.http = &http.Client{Transport: transport, CheckRedirect: stay}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// makeParty makes the key of the relying party, and a site of it that counts who comes.
func (w *world) makeParty(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	check(t, err)
	w.key = &jose.JSONWebKey{Key: private, KeyID: "party", Algorithm: string(jose.RS256), Use: "sig"}
	w.party = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		w.visits.Add(1)
		rw.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(w.party.Close)
}

func (w *world) makePool(t *testing.T, domain string) string {
	out := w.call(t, "CreateUserPool", map[string]any{"PoolName": domain,
		"DcrConfiguration": map[string]any{"EnableStatus": "Enabled"}})
	pool := out["UserPool"].(map[string]any)["Id"].(string)
	w.call(t, "CreateUserPoolDomain", map[string]any{"UserPoolId": pool, "Domain": domain, "ManagedLoginVersion": 2})
	return pool
}

// standard are the claims of the user beyond sub, as OpenID Connect Core 5.1 lists them.
var standard = map[string]string{
	"name": "Alice Adams", "given_name": "Alice", "family_name": "Adams", "middle_name": "B.", "nickname": "al",
	"preferred_username": "alice.adams", "profile": "https://alice.example/", "picture": "https://alice.example/a.png",
	"website": "https://alice.example/w", "gender": "female", "birthdate": "1990-02-03", "zoneinfo": "Europe/Berlin",
	"locale": "en-GB", "updated_at": "1700000000", "address": "1 Road, Town", "email": "alice@example.com", "email_verified": "true",
	"phone_number": "+12065550100", "phone_number_verified": "true",
}

func (w *world) makeUser(t *testing.T) {
	var attributes []map[string]string
	for name, value := range standard {
		attributes = append(attributes, map[string]string{"Name": name, "Value": value})
	}
	w.call(t, "AdminCreateUser", map[string]any{"UserPoolId": w.pool, "Username": username, "MessageAction": "SUPPRESS",
		"UserAttributes": attributes})
	w.call(t, "AdminSetUserPassword", map[string]any{"UserPoolId": w.pool, "Username": username, "Password": password, "Permanent": true})
}

func (w *world) makeClient(t *testing.T, name string) client {
	return w.create(t, map[string]any{"ClientName": name, "AllowedOAuthFlows": []string{"code", "implicit"},
		"AllowedOAuthScopes": []string{"openid", "email", "phone", "profile"}, "CallbackURLs": []string{callback}})
}

// register makes the client that may let others register.
func (w *world) register(t *testing.T) client {
	return w.create(t, map[string]any{"ClientName": "registrar", "AllowedOAuthFlows": []string{"client_credentials"},
		"AllowedOAuthScopes": []string{"aws.cognito/dcr/register"}})
}

func (w *world) create(t *testing.T, in map[string]any) client {
	in["UserPoolId"], in["GenerateSecret"], in["AllowedOAuthFlowsUserPoolClient"] = w.pool, true, true
	made := w.call(t, "CreateUserPoolClient", in)["UserPoolClient"].(map[string]any)
	return client{id: made["ClientId"].(string), secret: made["ClientSecret"].(string), redirect: callback}
}

// call asks an operation of the user pools API.
func (w *world) call(t *testing.T, operation string, in map[string]any) map[string]any {
	t.Helper()
	body, err := json.Marshal(in)
	check(t, err)
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL, bytes.NewReader(body))
	check(t, err)
	q.Header.Set("Content-Type", "application/x-amz-json-1.1")
	q.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	q.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+w.server.AccessKey+"/20260101/"+w.server.Region+
		"/cognito-idp/aws4_request, SignedHeaders=host, Signature=x")
	a := w.send(t, q)
	if a.status != http.StatusOK {
		t.Fatalf("%s: %d %s", operation, a.status, a.raw)
	}
	return a.json
}

// reply is what a program gets.
type reply struct {
	status int
	header http.Header
	raw    []byte
	json   map[string]any // nil if it is no object
}

func (a reply) text(member string) string { s, _ := a.json[member].(string); return s }

func (a reply) isJSON() bool {
	kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	return kind == "application/json" && a.json != nil
}

func (w *world) send(t *testing.T, q *http.Request) reply {
	t.Helper()
	response, err := w.http.Do(q)
	check(t, err)
	defer response.Body.Close()
	a := reply{status: response.StatusCode, header: response.Header}
	a.raw, err = io.ReadAll(response.Body)
	check(t, err)
	_ = json.Unmarshal(a.raw, &a.json) // isJSON tells
	return a
}

// get fetches a document.
func (w *world) get(t *testing.T, address string) reply {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	check(t, err)
	return w.send(t, q)
}

// post sends a form or JSON, with the Authorization that is not "".
func (w *world) post(t *testing.T, address, authorization, kind string, body io.Reader) reply {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, body)
	check(t, err)
	q.Header.Set("Content-Type", kind)
	if authorization != "" {
		q.Header.Set("Authorization", authorization)
	}
	return w.send(t, q)
}

const formType = "application/x-www-form-urlencoded"

// token asks the token endpoint as the client.
func (w *world) token(t *testing.T, c client, form url.Values) reply {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+"/domain/acme/oauth2/token", nil)
	check(t, err)
	q.Header.Set("Content-Type", formType)
	sent := url.Values{}
	for name, values := range form {
		sent[name] = values
	}
	if c.post {
		sent.Set("client_id", c.id)
		sent.Set("client_secret", c.secret)
	} else {
		q.SetBasicAuth(url.QueryEscape(c.id), url.QueryEscape(c.secret))
	}
	text := sent.Encode()
	q.Body, q.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	return w.send(t, q)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
