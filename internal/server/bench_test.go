package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/keytest"
)

// bench is a whole server without its sockets, on a database file.
type bench struct {
	tb      testing.TB
	handler http.Handler
	pool    string
	client  string
}

func newBench(tb testing.TB) *bench {
	tb.Helper()
	c, err := config.Load(config.Dev, []string{"--listen=127.0.0.1:0", "--data=" + tb.TempDir()}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := New(tb.Context(), c, Deps{Keys: keytest.Keys})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	b := &bench{tb: tb, handler: s.http.Handler}
	var pool struct {
		UserPool struct {
			ID string `json:"Id"`
		}
	}
	b.call("CreateUserPool", map[string]any{"PoolName": "bench"}, &pool)
	b.pool = pool.UserPool.ID
	var client struct {
		UserPoolClient struct {
			ID string `json:"ClientId"`
		}
	}
	b.call("CreateUserPoolClient", map[string]any{"UserPoolId": b.pool, "ClientName": "bench",
		"ExplicitAuthFlows": []string{"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"}}, &client)
	b.client = client.UserPoolClient.ID
	for i := range 20 {
		name := fmt.Sprintf("user%d", i)
		b.call("AdminCreateUser", map[string]any{"UserPoolId": b.pool, "Username": name, "MessageAction": "SUPPRESS",
			"UserAttributes": []map[string]string{{"Name": "email", "Value": name + "@example.com"}}}, nil)
	}
	b.call("AdminSetUserPassword", map[string]any{"UserPoolId": b.pool, "Username": "user0", "Password": "Passw0rd!", "Permanent": true}, nil)
	return b
}

// request makes one request that can be sent many times.
func (b *bench) request(operation string, in any) func() *httptest.ResponseRecorder {
	body, err := json.Marshal(in)
	if err != nil {
		b.tb.Fatal(err)
	}
	return func() *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0")
		w := httptest.NewRecorder()
		b.handler.ServeHTTP(w, r)
		return w
	}
}

func (b *bench) call(operation string, in, out any) {
	b.tb.Helper()
	w := b.request(operation, in)()
	if w.Code != http.StatusOK {
		b.tb.Fatalf("%s: %d %s", operation, w.Code, w.Body)
	}
	if out != nil {
		if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
			b.tb.Fatal(err)
		}
	}
}

func (b *bench) signIn() (access, refresh string) {
	b.tb.Helper()
	var out struct {
		AuthenticationResult struct{ AccessToken, RefreshToken string }
	}
	b.call("InitiateAuth", map[string]any{"ClientId": b.client, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": map[string]string{"USERNAME": "user0", "PASSWORD": "Passw0rd!"}}, &out)
	return out.AuthenticationResult.AccessToken, out.AuthenticationResult.RefreshToken
}

// BenchmarkOperations sends whole requests through everything but the socket.
func BenchmarkOperations(b *testing.B) {
	s := newBench(b)
	access, refresh := s.signIn()
	password := map[string]string{"USERNAME": "user0", "PASSWORD": "Passw0rd!"}
	for _, c := range []struct {
		name, operation string
		in              any
	}{
		{"GetUser", "GetUser", map[string]any{"AccessToken": access}},
		{"AdminGetUser", "AdminGetUser", map[string]any{"UserPoolId": s.pool, "Username": "user0"}},
		{"ListUsers", "ListUsers", map[string]any{"UserPoolId": s.pool, "Limit": 20}},
		{"Refresh", "InitiateAuth", map[string]any{"ClientId": s.client, "AuthFlow": "REFRESH_TOKEN_AUTH",
			"AuthParameters": map[string]string{"REFRESH_TOKEN": refresh}}},
		{"Password", "InitiateAuth", map[string]any{"ClientId": s.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": password}},
	} {
		b.Run(c.name, func(b *testing.B) {
			send := s.request(c.operation, c.in)
			b.ReportAllocs()
			for b.Loop() {
				if w := send(); w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
