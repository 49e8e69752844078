package oauth_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/userpool"
)

func TestTokenErrors(t *testing.T) {
	t.Parallel()
	w := start(t)
	idle := *w.Client
	idle.ID, idle.OAuthEnabled, idle.Version = "5idle9abcdefghijklmnopqrst", false, 0
	w.insert(&idle)
	code := func(q map[string]string) map[string]string {
		f := map[string]string{"grant_type": "authorization_code", "client_id": string(pooltest.ClientID),
			"code": w.code(pooltest.ClientID, nil), "redirect_uri": callback, "code_verifier": verifier}
		for k, v := range q {
			f[k] = v
		}
		return f
	}
	for _, tt := range []struct {
		name, basic string
		form        map[string]string
		want        string
	}{
		{"nothing", "", nil, "invalid_request"},
		{"unknown grant", "", code(map[string]string{"grant_type": "password"}), "unsupported_grant_type"},
		{"no client", "", code(map[string]string{"client_id": ""}), "invalid_request"},
		{"unknown client", "", code(map[string]string{"client_id": "nobody"}), "invalid_client"},
		{"client without OAuth", "", code(map[string]string{"client_id": string(idle.ID)}), "unauthorized_client"},
		{"no secret", "", code(map[string]string{"client_id": string(confidential)}), "invalid_client"},
		{"wrong secret in body", "", code(map[string]string{"client_id": string(confidential), "client_secret": "x"}), "invalid_client invalid_client_secret"},
		{"wrong secret in header", string(confidential) + ":x", code(nil), "invalid_client invalid_client_secret"},
		{"secret of a public client", "", code(map[string]string{"client_secret": "x"}), "invalid_client invalid_client_secret"},
		{"no code", "", code(map[string]string{"code": ""}), "invalid_request"},
		{"no redirect_uri", "", code(map[string]string{"redirect_uri": ""}), "invalid_request"},
		{"garbage for a code", "", code(map[string]string{"code": "garbage"}), "invalid_grant"},
		{"long garbage", "", code(map[string]string{"code": strings.Repeat("A", 20000)}), "invalid_grant"},
		{"other redirect_uri", "", code(map[string]string{"redirect_uri": callback + "/"}), "unauthorized_client"},
		{"no verifier", "", code(map[string]string{"code_verifier": ""}), "invalid_grant"},
		{"wrong verifier", "", code(map[string]string{"code_verifier": strings.Repeat("a", 43)}), "invalid_grant"},
		{"short verifier", "", code(map[string]string{"code_verifier": "a"}), "invalid_grant"},
		{"code of another client", string(other) + ":" + secret, code(nil), "invalid_grant"},
		{"no refresh token", "", map[string]string{"grant_type": "refresh_token", "client_id": string(pooltest.ClientID)}, "invalid_request"},
		{"garbage to refresh", "", map[string]string{"grant_type": "refresh_token", "client_id": string(pooltest.ClientID), "refresh_token": "x"}, "invalid_grant"},
		{"credentials of a public client", "", map[string]string{"grant_type": "client_credentials", "client_id": string(pooltest.ClientID)}, "unauthorized_client"},
		{"credentials of a browser client", string(confidential) + ":" + secret, map[string]string{"grant_type": "client_credentials"}, "unauthorized_client"},
		{"code of a machine", string(machine) + ":" + secret, code(nil), "unauthorized_client"},
		{"refresh of a machine", string(machine) + ":" + secret, map[string]string{"grant_type": "refresh_token", "refresh_token": "x"}, "unauthorized_client"},
		{"foreign scope", string(machine) + ":" + secret, map[string]string{"grant_type": "client_credentials", "scope": "openid"}, "invalid_scope"},
		{"scope of a server that is gone", string(machine) + ":" + secret, map[string]string{"grant_type": "client_credentials", "scope": "gone/scope"}, "invalid_scope"},
		{"bad metadata", string(machine) + ":" + secret, map[string]string{"grant_type": "client_credentials", "aws_client_metadata": "["}, "invalid_request aws_client_metadata is not a JSON map of texts"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := w.post("token", tt.basic, tt.form)
			said := strings.TrimSpace(got.text("error") + " " + got.text("error_description"))
			if got.status != http.StatusBadRequest || said != tt.want || got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%d %v, want %s", got.status, got.body, tt.want)
			}
		})
	}
}

func TestFormErrors(t *testing.T) {
	t.Parallel()
	w := start(t)
	send := func(method, kind, query, body string, auth ...string) reply {
		r, err := http.NewRequest(method, w.server.URL+"/domain/acme/oauth2/token"+query, strings.NewReader(body))
		w.Check(err)
		r.Header.Set("Content-Type", kind)
		r.Header["Authorization"] = auth
		return w.do(r)
	}
	const form = "application/x-www-form-urlencoded"
	sound := "grant_type=client_credentials&client_id=" + string(machine) + "&client_secret=s3cret%2Bwith.plus"
	if got := send(http.MethodPost, form+"; charset=utf-8", "", sound); got.status != http.StatusOK {
		t.Fatalf("%d %v", got.status, got.body)
	}
	for name, got := range map[string]reply{
		"JSON":                 send(http.MethodPost, "application/json", "", sound),
		"parameters in URL":    send(http.MethodPost, form, "?"+sound, ""),
		"parameter twice":      send(http.MethodPost, form, "", sound+"&grant_type=client_credentials"),
		"broken escape":        send(http.MethodPost, form, "", sound+"&x=%zz"),
		"huge":                 send(http.MethodPost, form, "", sound+"&x="+strings.Repeat("a", 1<<17)),
		"two credentials":      send(http.MethodPost, form, "", sound, "Basic YTpi", "Basic YTpi"),
		"Basic without colon":  send(http.MethodPost, form, "", sound, "Basic YWI="),
		"Basic not in base64":  send(http.MethodPost, form, "", sound, "Basic !!"),
		"Bearer for the token": send(http.MethodPost, form, "", sound, "Bearer abc"),
	} {
		if e := got.text("error"); got.status != http.StatusBadRequest || e != "invalid_request" && e != "invalid_client" {
			t.Errorf("%s: %d %v", name, got.status, got.body)
		}
	}
	if got := send(http.MethodGet, form, "", ""); got.status != http.StatusMethodNotAllowed || got.body != nil {
		t.Errorf("GET: %d %v", got.status, got.body)
	}
	got := send(http.MethodOptions, form, "", "")
	if got.status != http.StatusOK || got.header.Get("Access-Control-Allow-Origin") != "*" ||
		!strings.Contains(got.header.Get("Access-Control-Allow-Headers"), "authorization") || got.header.Get("Access-Control-Allow-Methods") != "POST, OPTIONS" {
		t.Errorf("preflight: %d %v", got.status, got.header)
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	w := start(t)
	me := map[string]string{"client_id": string(pooltest.ClientID)}
	with := func(token string) map[string]string {
		return map[string]string{"client_id": me["client_id"], "token": token}
	}
	tokens := w.exchange(w.code(pooltest.ClientID, nil), nil)
	mute := *w.Client
	mute.ID, mute.TokenRevocation, mute.Version = "6mute9abcdefghijklmnopqrst", false, 0
	w.insert(&mute)
	for _, tt := range []struct {
		name, basic string
		form        map[string]string
		status      int
		want        string
	}{
		{"no token", "", me, 400, "invalid_request"},
		{"access token", "", with(tokens.text("access_token")), 400, "unsupported_token_type"},
		{"unknown client", "", map[string]string{"client_id": "x", "token": "y"}, 401, "invalid_client"},
		{"wrong secret", string(confidential) + ":x", map[string]string{"token": "y"}, 401, "invalid_client"},
		{"revocation off", "", map[string]string{"client_id": string(mute.ID), "token": "y"}, 400, "invalid_request"},
		{"token of another client", string(other) + ":" + secret, map[string]string{"token": tokens.text("refresh_token")}, 400, "unauthorized_client"},
		{"unknown token", "", with("whatever"), 200, ""},
	} {
		if got := w.post("revoke", tt.basic, tt.form); got.status != tt.status || got.text("error") != tt.want {
			t.Errorf("%s: %d %v, want %d %s", tt.name, got.status, got.body, tt.status, tt.want)
		}
	}
	if got := w.userInfo(tokens.text("access_token")); got.status != http.StatusOK {
		t.Fatalf("before: %d", got.status)
	}
	for range 2 {
		if got := w.post("revoke", "", with(tokens.text("refresh_token"))); got.status != http.StatusOK || got.body != nil {
			t.Fatalf("%d %v", got.status, got.body)
		}
	}
	w.dead(t, tokens)
}

// dead wants neither token of an answer to work any more.
func (w *world) dead(t *testing.T, tokens reply) {
	t.Helper()
	if got := w.userInfo(tokens.text("access_token")); got.status != http.StatusUnauthorized || got.text("error") != "invalid_token" ||
		!strings.HasPrefix(got.header.Get("WWW-Authenticate"), `error="invalid_token", error_description="Access token is expired`) {
		t.Errorf("userInfo: %d %v %v", got.status, got.header, got.body)
	}
	got := w.post("token", "", map[string]string{"grant_type": "refresh_token", "client_id": string(pooltest.ClientID), "refresh_token": tokens.text("refresh_token")})
	if got.status != http.StatusBadRequest || got.text("error") != "invalid_grant" {
		t.Errorf("refresh: %d %v", got.status, got.body)
	}
}

func TestUserInfoErrors(t *testing.T) {
	t.Parallel()
	w := start(t)
	tokens := w.exchange(w.code(pooltest.ClientID, nil), nil)
	if got := w.userInfo(""); got.status != http.StatusBadRequest ||
		got.header.Get("WWW-Authenticate") != `error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"` ||
		got.text("error_description") != "Bad OAuth2 request at UserInfo Endpoint" {
		t.Errorf("%d %v %v", got.status, got.header, got.body)
	}
	for name, token := range map[string]string{"garbage": "x.y.z", "ID token": tokens.text("id_token"), "refresh token": tokens.text("refresh_token")} {
		if got := w.userInfo(token); got.status != http.StatusUnauthorized {
			t.Errorf("%s: %d %v", name, got.status, got.body)
		}
	}
	w.Advance(61 * 60e9)
	if got := w.userInfo(tokens.text("access_token")); got.status != http.StatusUnauthorized {
		t.Errorf("expired: %d %v", got.status, got.body)
	}
}

func TestUserGone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*userpool.User){
		"disabled":   func(u *userpool.User) { u.Enabled = false },
		"signed out": func(u *userpool.User) { u.TokenEpoch++ },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			code, tokens := w.code(pooltest.ClientID, nil), w.exchange(w.code(pooltest.ClientID, nil), nil)
			w.Change(w.user.Sub, change)
			if got := w.exchange(code, nil); got.text("error") != "invalid_grant" {
				t.Errorf("code: %d %v", got.status, got.body)
			}
			w.dead(t, tokens)
		})
	}
}

func TestUnreadableScope(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := w.code(pooltest.ClientID, nil)
	c := *w.Client
	c.Read = []userpool.AttributeName{"name"}
	w.change(&c)
	if got := w.exchange(code, nil); got.text("error") != "invalid_grant" {
		t.Errorf("%d %v", got.status, got.body)
	}
}
