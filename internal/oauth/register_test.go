package oauth_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

const registrar = userpool.ClientID("7registrar9abcdefghijklmno")

// registering starts a world whose pool takes registrations, with a client that
// may hand out initial access tokens.
func registering(t *testing.T, dcr *userpool.DCRConfiguration) *world {
	t.Helper()
	w := start(t)
	p := *w.Pool
	p.DCR = dcr
	w.Update(func(tx *store.Tx) error { return tx.UpdatePool(&p) })
	w.Registry.ForgetPool(p.ID)
	w.insert(&userpool.Client{ID: registrar, Pool: p.ID, Name: "r", OAuthEnabled: true, OAuthFlows: []string{"client_credentials"},
		OAuthScopes: []string{userpool.ScopeRegister, "https://api.example/v1/read"}, Secrets: []userpool.ClientSecret{{ID: "a", Value: secret}}})
	return w
}

func (w *world) accessToken(scope string) string {
	return w.post("token", string(registrar)+":"+secret, map[string]string{"grant_type": "client_credentials", "scope": scope}).text("access_token")
}

type m = map[string]any

func (w *world) register(token string, body any) reply {
	w.T.Helper()
	text, ok := body.(string)
	if !ok {
		b, err := json.Marshal(body)
		w.Check(err)
		text = string(b)
	}
	r, err := http.NewRequest(http.MethodPost, w.server.URL+"/domain/acme/oauth2/register", strings.NewReader(text))
	w.Check(err)
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	return w.do(r)
}

func TestRegister(t *testing.T) {
	t.Parallel()
	w := registering(t, &userpool.DCRConfiguration{Enabled: true, Open: true, AllowedScopes: []string{"https://api.example/v1/read", "gone/x", userpool.ScopeRegister}})
	uris := []string{"http://localhost:3000/cb", "myapp://cb"}
	got := w.register("", m{"client_name": "Agent (v1): x", "redirect_uris": uris, "token_endpoint_auth_method": "none",
		"scope": "openid https://api.example/v1/read gone/x nope " + userpool.ScopeRegister, "grant_types": []string{"authorization_code", "refresh_token"}, "jwks_uri": "https://x"})
	if got.status != http.StatusCreated || got.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", got.status, got.body)
	}
	id := userpool.ClientID(got.text("client_id"))
	delete(got.body, "client_id")
	delete(got.body, "client_id_issued_at")
	want := m{"client_name": "Agent -v1-- x", "redirect_uris": []any{uris[0], uris[1]}, "grant_types": []any{"authorization_code", "refresh_token"},
		"response_types": []any{"code"}, "token_endpoint_auth_method": "none", "scope": "openid https://api.example/v1/read"}
	if diff := cmp.Diff(want, got.body); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	w.View(func(tx *store.Tx) error {
		c, err := tx.Client(id)
		if err == nil && (!c.Registered || c.Confidential() || !c.TokenRevocation || !c.HidesUserExistence()) {
			t.Errorf("%+v", c)
		}
		return err
	})
	// The client that has just registered goes all the way.
	code := w.code(id, map[string]string{"redirect_uri": uris[0], "scope": "openid"})
	if got := w.exchange(code, map[string]string{"client_id": string(id), "redirect_uri": uris[0]}); got.status != http.StatusOK {
		t.Errorf("%d %v", got.status, got.body)
	}

	machine := w.register("Bearer "+w.accessToken(userpool.ScopeRegister), m{"grant_types": []string{"client_credentials"}})
	if machine.status != http.StatusCreated || machine.body["client_secret_expires_at"] != 0.0 || machine.text("scope") != "https://api.example/v1/read" {
		t.Fatalf("%d %v", machine.status, machine.body)
	}
	basic := machine.text("client_id") + ":" + machine.text("client_secret")
	tokens := w.post("token", basic, map[string]string{"grant_type": "client_credentials"})
	if tokens.status != http.StatusOK {
		t.Fatalf("%d %v", tokens.status, tokens.body)
	}
	// Nobody who registered can let others register.
	if got := w.register("Bearer "+tokens.text("access_token"), m{"redirect_uris": uris}); got.status != http.StatusUnauthorized {
		t.Errorf("%d %v", got.status, got.body)
	}
}

func TestRegisterErrors(t *testing.T) {
	t.Parallel()
	w := registering(t, &userpool.DCRConfiguration{Enabled: true, Open: true})
	sound := func(name string, v any) m { return m{"redirect_uris": []string{"https://a.example/cb"}, name: v} }
	user := w.exchange(w.code(pooltest.ClientID, nil), nil)
	for _, tt := range []struct {
		name, token string
		body        any
		status      int
		want        string
	}{
		{"not JSON", "", "x", 400, "invalid_client_metadata"},
		{"array", "", "[]", 400, "invalid_client_metadata"},
		{"wrong type", "", m{"redirect_uris": 1}, 400, "invalid_client_metadata"},
		{"huge", "", `{"x":"` + strings.Repeat("a", 70000) + `"}`, 400, "invalid_client_metadata"},
		{"no redirect", "", m{}, 400, "invalid_redirect_uri"},
		{"relative", "", sound("redirect_uris", []string{"/cb"}), 400, "invalid_redirect_uri"},
		{"in the clear", "", sound("redirect_uris", []string{"http://a.example"}), 400, "invalid_redirect_uri"},
		{"one bad of two", "", sound("redirect_uris", []string{"https://a.example", "javascript:x"}), 400, "invalid_redirect_uri"},
		{"fragment", "", sound("redirect_uris", []string{"https://a.example/#"}), 400, "invalid_redirect_uri"},
		{"line break", "", sound("redirect_uris", []string{"https://a.example/\r\nx"}), 400, "invalid_redirect_uri"},
		{"implicit", "", sound("grant_types", []string{"implicit"}), 400, "invalid_client_metadata"},
		{"no grants", "", sound("grant_types", []string{}), 400, "invalid_client_metadata"},
		{"machine without token", "", sound("grant_types", []string{"client_credentials"}), 400, "invalid_client_metadata"},
		{"both", "", sound("grant_types", []string{"client_credentials", "authorization_code"}), 400, "invalid_client_metadata"},
		{"response type", "", sound("response_types", []string{"token"}), 400, "invalid_client_metadata"},
		{"private_key_jwt", "", sound("token_endpoint_auth_method", "private_key_jwt"), 400, "invalid_client_metadata"},
		{"no scope left", "", sound("scope", "nope"), 400, "invalid_client_metadata"},
		{"Basic", "Basic YTpi", sound("scope", "openid"), 401, "invalid_token"},
		{"garbage token", "Bearer x.y.z", sound("scope", "openid"), 401, "invalid_token"},
		{"token of a user", "Bearer " + user.text("access_token"), sound("scope", "openid"), 401, "invalid_token"},
		{"ID token", "Bearer " + user.text("id_token"), sound("scope", "openid"), 401, "invalid_token"},
		{"token of another scope", "Bearer " + w.accessToken("https://api.example/v1/read"), sound("scope", "openid"), 403, "insufficient_scope"},
		{"public machine", "Bearer " + w.accessToken(userpool.ScopeRegister), m{"grant_types": []string{"client_credentials"}, "token_endpoint_auth_method": "none"}, 400, "invalid_client_metadata"},
	} {
		got := w.register(tt.token, tt.body)
		if got.status != tt.status || got.text("error") != tt.want {
			t.Errorf("%s: %d %v, want %d %s", tt.name, got.status, got.body, tt.status, tt.want)
		}
	}
}

func TestRegisterSwitches(t *testing.T) {
	t.Parallel()
	sound := m{"redirect_uris": []string{"https://a.example/cb"}}
	for name, tt := range map[string]struct {
		dcr           *userpool.DCRConfiguration
		open, byToken int
	}{
		"never set":   {nil, 404, 404},
		"disabled":    {&userpool.DCRConfiguration{Open: true}, 404, 404},
		"tokens only": {&userpool.DCRConfiguration{Enabled: true}, 401, 201},
		"both":        {&userpool.DCRConfiguration{Enabled: true, Open: true}, 201, 201},
		"no grants":   {&userpool.DCRConfiguration{Enabled: true, Open: true, OpenGrants: []string{}, AuthenticatedGrants: []string{}}, 403, 403},
	} {
		w := registering(t, tt.dcr)
		if got := w.register("", sound); got.status != tt.open {
			t.Errorf("%s, open: %d %v", name, got.status, got.body)
		}
		if got := w.register("Bearer "+w.accessToken(userpool.ScopeRegister), sound); got.status != tt.byToken {
			t.Errorf("%s, by token: %d %v", name, got.status, got.body)
		}
	}
}

func TestRegisterLimit(t *testing.T) {
	t.Parallel()
	w := registering(t, &userpool.DCRConfiguration{Enabled: true, Open: true})
	sound := m{"redirect_uris": []string{"https://a.example/cb"}}
	for range 20 {
		if got := w.register("", sound); got.status != http.StatusCreated {
			t.Fatalf("%d %v", got.status, got.body)
		}
	}
	if got := w.register("", sound); got.status != http.StatusTooManyRequests {
		t.Errorf("the 21st: %d %v", got.status, got.body)
	}
	if got := w.register("Bearer "+w.accessToken(userpool.ScopeRegister), sound); got.status != http.StatusCreated {
		t.Errorf("with a token: %d %v", got.status, got.body)
	}
}
