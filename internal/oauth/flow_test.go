package oauth_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a JWT: %q", token)
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func pick(m map[string]any, names ...string) map[string]any {
	out := map[string]any{}
	for _, n := range names {
		out[n] = m[n]
	}
	return out
}

func TestCodeTokens(t *testing.T) {
	t.Parallel()
	w := start(t)
	got := w.exchange(w.code(pooltest.ClientID, map[string]string{"nonce": "n1", "resource": "https://api.example"}), nil)
	if got.status != http.StatusOK || got.header.Get("Cache-Control") != "no-store" ||
		got.header.Get("Content-Type") != "application/json;charset=UTF-8" || got.text("token_type") != "Bearer" || got.body["expires_in"] != 3600.0 {
		t.Fatalf("%d %v %v", got.status, got.header, got.body)
	}
	access, id := claimsOf(t, got.text("access_token")), claimsOf(t, got.text("id_token"))
	wantAccess := map[string]any{"token_use": "access", "client_id": string(pooltest.ClientID), "username": "ann", "version": 2.0,
		"scope": "openid email", "aud": "https://api.example", "acr": "urn:cognito:loa:1", "amr": []any{"pwd"}, "email": nil}
	if diff := cmp.Diff(wantAccess, pick(access, "token_use", "client_id", "username", "version", "scope", "aud", "acr", "amr", "email")); diff != "" {
		t.Errorf("access token (-want +got)\n%s", diff)
	}
	sum := sha256.Sum256([]byte(got.text("access_token")))
	wantID := map[string]any{"token_use": "id", "aud": string(pooltest.ClientID), "nonce": "n1", "email": "ann@example.com",
		"email_verified": true, "name": nil, "at_hash": base64.RawURLEncoding.EncodeToString(sum[:16])}
	if diff := cmp.Diff(wantID, pick(id, "token_use", "aud", "nonce", "email", "email_verified", "name", "at_hash")); diff != "" {
		t.Errorf("ID token (-want +got)\n%s", diff)
	}

	again := w.post("token", "", map[string]string{"grant_type": "refresh_token", "client_id": string(pooltest.ClientID),
		"refresh_token": got.text("refresh_token"), "scope": "openid"})
	if again.status != http.StatusOK || again.body["refresh_token"] != nil {
		t.Fatalf("%d %v", again.status, again.body)
	}
	refreshed := claimsOf(t, again.text("access_token"))
	for _, n := range []string{"scope", "aud", "auth_time", "origin_jti", "acr", "version"} {
		if refreshed[n] != access[n] {
			t.Errorf("%s: %v becomes %v at refresh", n, access[n], refreshed[n])
		}
	}
	if n := claimsOf(t, again.text("id_token"))["nonce"]; n != nil {
		t.Errorf("nonce %v after a refresh", n)
	}
}

func TestWithoutOpenID(t *testing.T) {
	t.Parallel()
	w := start(t)
	got := w.exchange(w.code(pooltest.ClientID, map[string]string{"scope": "https://api.example/v1/read"}), nil)
	if got.status != http.StatusOK || got.body["id_token"] != nil || claimsOf(t, got.text("access_token"))["scope"] != "https://api.example/v1/read" {
		t.Fatalf("%d %v", got.status, got.body)
	}
	again := w.post("token", "", map[string]string{"grant_type": "refresh_token", "client_id": string(pooltest.ClientID), "refresh_token": got.text("refresh_token")})
	if again.status != http.StatusOK || again.body["id_token"] != nil {
		t.Errorf("%d %v", again.status, again.body)
	}
	if got := w.userInfo(got.text("access_token")); got.status != http.StatusBadRequest {
		t.Errorf("userInfo without openid: %d", got.status)
	}
}

func TestImplicit(t *testing.T) {
	t.Parallel()
	w := start(t)
	location, err := w.signIn(&w.domain, url.Values{"response_type": {"token"}, "client_id": {string(pooltest.ClientID)},
		"redirect_uri": {"https://app.example/cb?x=1"}, "state": {"a b&c"}, "scope": {"openid"}, "nonce": {"n"}})
	w.Check(err)
	before, fragment, _ := strings.Cut(location, "#")
	f, err := url.ParseQuery(fragment)
	w.Check(err)
	if before != "https://app.example/cb?x=1" || f.Get("state") != "a b&c" || f.Get("token_type") != "Bearer" ||
		f.Get("expires_in") != "3600" || f.Has("refresh_token") || f.Has("code") || claimsOf(t, f.Get("id_token"))["nonce"] != "n" {
		t.Errorf("%s", location)
	}
	if got := w.userInfo(f.Get("access_token")); got.status != http.StatusOK {
		t.Errorf("userInfo: %d %v", got.status, got.body)
	}
}

func TestUserInfo(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string]map[string]any{
		"openid":         {"email": "ann@example.com", "email_verified": "true", "name": "Ann"},
		"openid email":   {"email": "ann@example.com", "email_verified": "true"},
		"openid profile": {"name": "Ann"},
	} {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			want["sub"], want["username"] = "sub-of-ann", "ann"
			got := w.userInfo(w.exchange(w.code(pooltest.ClientID, map[string]string{"scope": scope}), nil).text("access_token"))
			if diff := cmp.Diff(want, got.body); got.status != http.StatusOK || diff != "" {
				t.Errorf("%d (-want +got)\n%s", got.status, diff)
			}
		})
	}
}

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	w := start(t)
	for asked, want := range map[string]string{
		"":                            "https://api.example/v1/read https://api.example/v1/write",
		"https://api.example/v1/read": "https://api.example/v1/read",
	} {
		got := w.post("token", string(machine)+":"+secret, map[string]string{"grant_type": "client_credentials", "scope": asked,
			"aws_client_metadata": `{"k":"v"}`})
		if got.status != http.StatusOK || got.body["refresh_token"] != nil || got.body["id_token"] != nil {
			t.Fatalf("%d %v", got.status, got.body)
		}
		c := claimsOf(t, got.text("access_token"))
		wantClaims := map[string]any{"sub": string(machine), "client_id": string(machine), "scope": want, "version": 2.0,
			"token_use": "access", "username": nil, "origin_jti": nil}
		if diff := cmp.Diff(wantClaims, pick(c, "sub", "client_id", "scope", "version", "token_use", "username", "origin_jti")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if got := w.userInfo(got.text("access_token")); got.status != http.StatusUnauthorized {
			t.Errorf("userInfo of a machine: %d", got.status)
		}
	}
}

// Two client libraries, unmodified, go all the way.
func TestClientLibraries(t *testing.T) {
	t.Parallel()
	w := start(t)
	ctx := oidc.InsecureIssuerURLContext(context.Background(), "https://issuer.example/"+string(pooltest.PoolID))
	provider, err := oidc.NewProvider(ctx, w.server.URL+"/"+string(pooltest.PoolID))
	w.Check(err)
	conf := oauth2.Config{ClientID: string(confidential), ClientSecret: secret, Endpoint: provider.Endpoint(),
		RedirectURL: callback, Scopes: []string{"openid", "email"}}
	for _, style := range []oauth2.AuthStyle{oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams} {
		conf.Endpoint.AuthStyle = style
		pkce := oauth2.GenerateVerifier()
		browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		response, err := browser.Get(conf.AuthCodeURL("st", oauth2.S256ChallengeOption(pkce), oidc.Nonce("nn")))
		w.Check(err)
		_ = response.Body.Close()
		back, err := response.Location()
		w.Check(err)
		if back.Query().Get("state") != "st" {
			t.Fatalf("redirect %s", back)
		}
		tokens, err := conf.Exchange(ctx, back.Query().Get("code"), oauth2.VerifierOption(pkce))
		w.Check(err)
		raw, _ := tokens.Extra("id_token").(string)
		id, err := provider.Verifier(&oidc.Config{ClientID: string(confidential), Now: w.Now}).Verify(ctx, raw)
		w.Check(err)
		w.Check(id.VerifyAccessToken(tokens.AccessToken))
		if id.Nonce != "nn" || id.Subject != string(w.user.Sub) {
			t.Errorf("%+v", id)
		}
		info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		w.Check(err)
		if info.Email != "ann@example.com" || !info.EmailVerified {
			t.Errorf("%+v", info)
		}
		fresh, err := conf.TokenSource(ctx, &oauth2.Token{RefreshToken: tokens.RefreshToken}).Token()
		w.Check(err)
		if fresh.AccessToken == tokens.AccessToken || fresh.RefreshToken != tokens.RefreshToken {
			t.Error("refresh gave the same access token or another refresh token")
		}
	}
	m2m := clientcredentials.Config{ClientID: string(machine), ClientSecret: secret, TokenURL: provider.Endpoint().TokenURL}
	if _, err := m2m.Token(ctx); err != nil {
		t.Error(err)
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := *w.Client
	c.Rotation = &userpool.Rotation{Enabled: true}
	w.change(&c)
	first := w.exchange(w.code(pooltest.ClientID, nil), nil).text("refresh_token")
	refresh := func(token string) reply {
		return w.post("token", "", map[string]string{"grant_type": "refresh_token", "client_id": string(pooltest.ClientID), "refresh_token": token})
	}
	second := refresh(first)
	if second.status != http.StatusOK || second.text("refresh_token") == "" || second.text("refresh_token") == first {
		t.Fatalf("%d %v", second.status, second.body)
	}
	w.Advance(1e9)
	if got := refresh(first); got.status != http.StatusBadRequest || got.text("error") != "invalid_grant" {
		t.Errorf("reuse: %d %v", got.status, got.body)
	}
}

// A pool that tracks devices asks for none at its OAuth endpoints, and lets no
// token of a device be used without it.
func TestRefreshWithDevices(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := *w.Pool
	p.Devices = &userpool.DeviceConfiguration{}
	w.Update(func(tx *store.Tx) error { return tx.UpdatePool(&p) })
	w.Registry.ForgetPool(p.ID)
	refresh := func(token string) reply {
		return w.post("token", "", map[string]string{"grant_type": "refresh_token", "client_id": string(pooltest.ClientID), "refresh_token": token})
	}
	if got := refresh(w.exchange(w.code(pooltest.ClientID, nil), nil).text("refresh_token")); got.status != http.StatusOK {
		t.Errorf("OAuth token: %d %v", got.status, got.body)
	}
	for _, tt := range []struct {
		device string
		status int
	}{{"", http.StatusOK}, {"us-east-1_device", http.StatusBadRequest}} {
		f := userpool.TokenFamily{Pool: p.ID, ID: "api" + tt.device, Sub: w.user.Sub, Client: pooltest.ClientID, AuthTime: w.Now(),
			Created: w.Now(), Expires: w.Now().Add(1e12), DeviceKey: tt.device}
		w.Update(func(tx *store.Tx) error { return tx.InsertFamily(f) })
		got := refresh(w.Tokens.RefreshToken(&f))
		if got.status != tt.status {
			t.Errorf("API token of device %q: %d %v", tt.device, got.status, got.body)
		}
		if got.status == http.StatusOK && claimsOf(t, got.text("access_token"))["scope"] != "aws.cognito.signin.user.admin" {
			t.Errorf("API token refreshes to %v", claimsOf(t, got.text("access_token")))
		}
	}
}

// Wherever a refresh token of the OAuth endpoints is used, it gives what was
// granted there and no more.
func TestOAuthTokenAtTheAPI(t *testing.T) {
	t.Parallel()
	w := start(t)
	raw := w.exchange(w.code(pooltest.ClientID, map[string]string{"scope": "email", "resource": "https://api.example"}), nil).text("refresh_token")
	got, err := w.Tokens.Refresh(context.Background(), token.RefreshRequest{Pool: w.Pool, Client: w.Client, Token: raw})
	w.Check(err)
	c := claimsOf(t, got.Access)
	if c["scope"] != "email" || c["version"] != 2.0 || c["aud"] != "https://api.example" || got.ID != "" {
		t.Errorf("%v, ID token %q", c, got.ID)
	}
}
