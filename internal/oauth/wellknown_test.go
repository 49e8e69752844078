package oauth

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/crypto/jwt"
	"github.com/cognate-id/cognate/internal/userpool"
)

const pool = "us-east-1_abcdefghi"

type ring struct {
	keys []jwt.PublicKey
	err  error
}

func (r *ring) JWKS(_ context.Context, id userpool.PoolID) ([]jwt.PublicKey, error) {
	if id != pool {
		return nil, userpool.PoolNotFound(id)
	}
	return r.keys, r.err
}

func serve(t *testing.T, keys Keys, home Home) func(path string) (*http.Response, string) {
	t.Helper()
	aws := func(id userpool.PoolID) string { return "https://cognito-idp.us-east-1.amazonaws.com/" + string(id) }
	self := func(id userpool.PoolID) string { return "https://id.example.com/" + string(id) }
	k := NewWellKnown(keys, aws, self, func(context.Context, userpool.PoolID) (Home, error) { return home, nil })
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{pool}/.well-known/jwks.json", k.JWKS)
	mux.HandleFunc("GET /{pool}/.well-known/openid-configuration", k.Configuration)
	return func(path string) (*http.Response, string) {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		body, err := io.ReadAll(w.Result().Body)
		if err != nil {
			t.Fatal(err)
		}
		return w.Result(), string(body)
	}
}

func newKey(t *testing.T) jwt.PublicKey {
	t.Helper()
	key, err := jwt.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return jwt.PublicKey{ID: key.ID(), Key: key.Public()}
}

func TestJWKS(t *testing.T) {
	t.Parallel()
	r := &ring{keys: []jwt.PublicKey{newKey(t), newKey(t)}}
	get := serve(t, r, Home{})
	kids := func() []string {
		response, body := get("/" + pool + "/.well-known/jwks.json")
		if response.StatusCode != http.StatusOK || response.Header.Get("Access-Control-Allow-Origin") != "*" ||
			!strings.Contains(response.Header.Get("Cache-Control"), "max-age=") {
			t.Errorf("%s %v", response.Status, response.Header)
		}
		var set struct {
			Keys []struct{ Kid, Alg, Use string }
		}
		if err := json.Unmarshal([]byte(body), &set); err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, k := range set.Keys {
			out = append(out, k.Kid)
		}
		return out
	}
	first := kids()
	if diff := cmp.Diff([]string{r.keys[0].ID, r.keys[1].ID}, first); diff != "" {
		t.Error(diff)
	}
	r.keys = append(r.keys, newKey(t)) // a rotation must show at once
	if diff := cmp.Diff(append(first, r.keys[2].ID), kids()); diff != "" {
		t.Error(diff)
	}
}

func TestConfiguration(t *testing.T) {
	t.Parallel()
	_, body := serve(t, &ring{}, Home{})("/" + pool + "/.well-known/openid-configuration")
	const at = "https://id.example.com/us-east-1_abcdefghi"
	want := `{"authorization_endpoint":"` + at + `/authorize","id_token_signing_alg_values_supported":["RS256"],` +
		`"issuer":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abcdefghi","jwks_uri":"` + at + `/.well-known/jwks.json",` +
		`"response_types_supported":["code","token"],"scopes_supported":["openid","email","phone","profile"],` +
		`"subject_types_supported":["public"],"token_endpoint":"` + at + `/token",` +
		`"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],"userinfo_endpoint":"` + at + `/userInfo"}`
	if diff := cmp.Diff(want, body); diff != "" {
		t.Error(diff)
	}
}

func TestConfigurationOfDomain(t *testing.T) {
	t.Parallel()
	const base = "https://login.example.com"
	_, body := serve(t, &ring{}, Home{Base: base, Registers: true})("/" + pool + "/.well-known/openid-configuration")
	const at = "https://id.example.com/us-east-1_abcdefghi"
	want := `{"authorization_endpoint":"` + base + `/oauth2/authorize","end_session_endpoint":"` + base + `/logout",` +
		`"id_token_signing_alg_values_supported":["RS256"],` +
		`"issuer":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abcdefghi","jwks_uri":"` + at + `/.well-known/jwks.json",` +
		`"registration_endpoint":"` + base + `/oauth2/register","response_types_supported":["code","token"],` +
		`"revocation_endpoint":"` + base + `/oauth2/revoke","scopes_supported":["openid","email","phone","profile"],` +
		`"subject_types_supported":["public"],"token_endpoint":"` + base + `/oauth2/token",` +
		`"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],"userinfo_endpoint":"` + base + `/oauth2/userInfo"}`
	if diff := cmp.Diff(want, body); diff != "" {
		t.Error(diff)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	response, body := serve(t, &ring{}, Home{})("/us-east-1_unknown00/.well-known/jwks.json")
	if response.StatusCode != http.StatusNotFound || body != `{"code":"ResourceNotFound","message":"User pool us-east-1_unknown00 does not exist.","type":"client"}` {
		t.Errorf("%s %s", response.Status, body)
	}
	response, body = serve(t, &ring{err: errors.New("disk on fire")}, Home{})("/" + pool + "/.well-known/jwks.json")
	if response.StatusCode != http.StatusInternalServerError || strings.Contains(body, "fire") {
		t.Errorf("%s %s", response.Status, body)
	}
}
