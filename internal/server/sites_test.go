package server

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/keytest"
)

// dev is a server in memory, asked without a network.
type dev struct {
	t *testing.T
	*Server
}

func startDev(t *testing.T, flags ...string) dev {
	t.Helper()
	c, err := config.Load(config.Dev, append([]string{"--listen=127.0.0.1:0", "--data=:memory:"}, flags...), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), c, Deps{Keys: keytest.Keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return dev{t, s}
}

// do sends a request to a host, "" for the server's own.
func (d dev) do(method, host, path, body string, header ...string) (*http.Response, map[string]any) {
	d.t.Helper()
	r := httptest.NewRequest(method, "http://x"+path, strings.NewReader(body))
	if r.Host = host; host == "" {
		r.Host = d.listener.Addr().String()
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	d.http.Handler.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Result().Body)
	if err != nil {
		d.t.Fatal(err)
	}
	var out map[string]any
	_ = json.Unmarshal(text, &out) // pages and plain texts are none
	return w.Result(), out
}

// call runs an operation and gives its answer.
func (d dev) call(operation string, in map[string]any) map[string]any {
	d.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		d.t.Fatal(err)
	}
	response, out := d.do(http.MethodPost, "", "/", string(body), "Content-Type", "application/x-amz-json-1.1",
		"X-Amz-Target", "AWSCognitoIdentityProviderService."+operation,
		"Authorization", "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=x",
		"X-Amz-Date", "20260101T000000Z")
	if response.StatusCode != http.StatusOK {
		d.t.Fatalf("%s: %s %v", operation, response.Status, out)
	}
	return out
}

func TestSites(t *testing.T) {
	t.Parallel()
	d := startDev(t)
	pool := d.call("CreateUserPool", map[string]any{"PoolName": "p"})["UserPool"].(map[string]any)["Id"].(string)
	d.call("CreateResourceServer", map[string]any{"UserPoolId": pool, "Identifier": "api", "Name": "api",
		"Scopes": []map[string]any{{"ScopeName": "read", "ScopeDescription": "r"}}})
	client := d.call("CreateUserPoolClient", map[string]any{"UserPoolId": pool, "ClientName": "m2m", "GenerateSecret": true,
		"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": []string{"client_credentials"}, "AllowedOAuthScopes": []string{"api/read"}})["UserPoolClient"].(map[string]any)
	discovery := func() map[string]any {
		_, out := d.do(http.MethodGet, "", "/"+pool+"/.well-known/openid-configuration", "")
		return out
	}
	if got := discovery()["token_endpoint"]; got != d.URL()+"/"+pool+"/token" {
		t.Errorf("without a domain: %v", got)
	}
	d.call("CreateUserPoolDomain", map[string]any{"UserPoolId": pool, "Domain": "acme"})
	d.call("CreateUserPoolDomain", map[string]any{"UserPoolId": pool, "Domain": "login.example.com",
		"CustomDomainConfig": map[string]any{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}})

	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {client["ClientId"].(string)}, "client_secret": {client["ClientSecret"].(string)}}.Encode()
	for _, at := range []struct{ host, path string }{
		{"", "/domain/acme"}, {"acme.auth.us-east-1.localhost", ""}, {"login.example.com", ""},
	} {
		response, out := d.do(http.MethodPost, at.host, at.path+"/oauth2/token", form, "Content-Type", "application/x-www-form-urlencoded")
		if response.StatusCode != http.StatusOK || out["access_token"] == nil {
			t.Errorf("%+v: %s %v", at, response.Status, out)
		}
		// Nothing of the API answers at a domain.
		for _, path := range []string{"/", "/healthz", "/" + pool + "/.well-known/jwks.json", "/login"} {
			if response, _ := d.do(http.MethodGet, at.host, at.path+path, ""); response.StatusCode == http.StatusOK {
				t.Errorf("%+v answers %s", at, path)
			}
		}
	}
	for _, at := range []struct{ host, path string }{{"", "/domain/nobody"}, {"nobody.auth.us-east-1.localhost", ""}} {
		if response, _ := d.do(http.MethodPost, at.host, at.path+"/oauth2/token", form); response.StatusCode != http.StatusNotFound {
			t.Errorf("%+v: %s", at, response.Status)
		}
	}
	got := discovery()
	if !strings.HasPrefix(got["token_endpoint"].(string), "http://login.example.com:") || got["registration_endpoint"] != nil {
		t.Errorf("with a custom domain: %v", got)
	}
	d.call("DeleteUserPoolDomain", map[string]any{"UserPoolId": pool, "Domain": "login.example.com"})
	if got := discovery()["end_session_endpoint"]; got != d.URL()+"/domain/acme/logout" {
		t.Errorf("with a prefix: %v", got)
	}
}
