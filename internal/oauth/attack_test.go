package oauth_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cognate-id/cognate/internal/pooltest"
)

// A code that comes twice is in the hands of two. Whoever has tokens loses them.
func TestCodeReplay(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := w.code(pooltest.ClientID, nil)
	tokens := w.exchange(code, nil)
	if tokens.status != http.StatusOK {
		t.Fatalf("%d %v", tokens.status, tokens.body)
	}
	if got := w.exchange(code, nil); got.status != http.StatusBadRequest || got.text("error") != "invalid_grant" {
		t.Errorf("replay: %d %v", got.status, got.body)
	}
	w.dead(t, tokens)
	w.Advance(6 * 60e9) // and it stays so
	if got := w.exchange(code, nil); got.text("error") != "invalid_grant" {
		t.Errorf("late replay: %d %v", got.status, got.body)
	}
}

func TestCodeExpires(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := w.code(pooltest.ClientID, nil)
	w.Advance(5 * 60e9)
	if got := w.exchange(code, nil); got.text("error") != "invalid_grant" {
		t.Errorf("%d %v", got.status, got.body)
	}
}

// Of many that redeem a code at once at most one gets tokens, and they do not
// outlive the race.
func TestCodeRace(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := w.code(pooltest.ClientID, nil)
	var won atomic.Int32
	var winner reply
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := w.exchange(code, nil); got.status == http.StatusOK && won.Add(1) == 1 {
				winner = got
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d requests redeemed one code", won.Load())
	}
	w.dead(t, winner)
}

// Whoever intercepts a code without the rest of what it is bound to neither
// gets tokens nor keeps the client from getting them, before or after.
func TestInterceptedCode(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := w.code(pooltest.ClientID, nil)
	attacks := func(when string) {
		for name, got := range map[string]reply{
			"no verifier":         w.exchange(code, map[string]string{"code_verifier": ""}),
			"wrong verifier":      w.exchange(code, map[string]string{"code_verifier": challenge}),
			"challenge as answer": w.exchange(code, map[string]string{"code_verifier": challenge, "code_challenge_method": "plain"}),
			"other redirect":      w.exchange(code, map[string]string{"redirect_uri": "myapp://cb"}),
			"other client":        w.post("token", string(other)+":"+secret, map[string]string{"grant_type": "authorization_code", "code": code, "redirect_uri": callback, "code_verifier": verifier}),
			"unknown client":      w.exchange(code, map[string]string{"client_id": "x"}),
			"wrong secret":        w.post("token", string(confidential)+":x", map[string]string{"grant_type": "authorization_code", "code": code, "redirect_uri": callback, "code_verifier": verifier}),
		} {
			if got.status != http.StatusBadRequest || got.body["access_token"] != nil {
				t.Errorf("%s %s: %d %v", name, when, got.status, got.body)
			}
		}
	}
	attacks("before")
	tokens := w.exchange(code, nil)
	if tokens.status != http.StatusOK {
		t.Fatalf("the code was used up: %v", tokens.body)
	}
	attacks("after")
	if got := w.userInfo(tokens.text("access_token")); got.status != http.StatusOK {
		t.Errorf("an attack took the tokens back: %d", got.status)
	}
}

func TestClientAuthenticationKeepsTheCode(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := w.code(confidential, nil)
	f := map[string]string{"grant_type": "authorization_code", "code": code, "redirect_uri": callback, "code_verifier": verifier}
	for _, basic := range []string{string(confidential) + ":wrong", string(confidential) + ":"} {
		if got := w.post("token", basic, f); got.text("error") != "invalid_client" {
			t.Errorf("%s: %d %v", basic, got.status, got.body)
		}
	}
	// Either secret of the client will do.
	if got := w.post("token", string(confidential)+":an older one", f); got.status != http.StatusOK {
		t.Errorf("%d %v", got.status, got.body)
	}
}

// An attacker who strips the challenge from the authorize request must not be
// able to use a code of a victim's browser in a client that sends its verifier.
func TestPKCEDowngrade(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := w.code(pooltest.ClientID, map[string]string{"code_challenge": "", "code_challenge_method": ""})
	if got := w.exchange(code, nil); got.text("error") != "invalid_grant" {
		t.Errorf("verifier without challenge: %d %v", got.status, got.body)
	}
	if got := w.exchange(code, map[string]string{"code_verifier": ""}); got.status != http.StatusOK {
		t.Errorf("no PKCE at all: %d %v", got.status, got.body)
	}
}

func TestCrossClientRefresh(t *testing.T) {
	t.Parallel()
	w := start(t)
	token := w.exchange(w.code(pooltest.ClientID, nil), nil).text("refresh_token")
	for _, client := range []string{string(other), string(confidential)} {
		got := w.post("token", client+":"+secret, map[string]string{"grant_type": "refresh_token", "refresh_token": token})
		if got.status != http.StatusBadRequest || got.text("error") != "invalid_grant" {
			t.Errorf("%s: %d %v", client, got.status, got.body)
		}
	}
}

// No parameter of the token endpoint widens what was granted.
func TestScopeEscalation(t *testing.T) {
	t.Parallel()
	w := start(t)
	more := "openid email profile https://api.example/v1/read aws.cognito.signin.user.admin"
	tokens := w.exchange(w.code(pooltest.ClientID, map[string]string{"scope": "openid"}), map[string]string{"scope": more})
	if got := claimsOf(t, tokens.text("access_token"))["scope"]; got != "openid" {
		t.Errorf("scope %v at the exchange", got)
	}
	again := w.post("token", "", map[string]string{"grant_type": "refresh_token", "client_id": string(pooltest.ClientID),
		"refresh_token": tokens.text("refresh_token"), "scope": more, "resource": "https://evil.example"})
	if got := claimsOf(t, again.text("access_token")); got["scope"] != "openid" || got["aud"] != nil {
		t.Errorf("scope %v, audience %v at the refresh", got["scope"], got["aud"])
	}
}

// A code is no refresh token and a refresh token no code, whatever seals them.
func TestConfusion(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := w.code(pooltest.ClientID, nil)
	got := w.post("token", "", map[string]string{"grant_type": "refresh_token", "client_id": string(pooltest.ClientID), "refresh_token": code})
	if got.text("error") != "invalid_grant" {
		t.Errorf("code as refresh token: %v", got.body)
	}
	tokens := w.exchange(code, nil)
	if got := w.exchange(tokens.text("refresh_token"), nil); got.text("error") != "invalid_grant" {
		t.Errorf("refresh token as code: %v", got.body)
	}
}
