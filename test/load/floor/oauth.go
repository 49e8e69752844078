package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	cookieName = "floor"
	callback   = "https://app.example.com/callback"
	machineID  = "machine"
	secret     = "secret"
)

// grantCode is what an authorization code stands for.
type grantCode struct {
	user      *user
	redirect  string
	challenge string
	expires   time.Time
}

// authorize sends a signed-in browser back with a code.
func (s *server) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != "floor" || q.Get("redirect_uri") != callback || q.Get("response_type") != "code" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		http.Redirect(w, r, "login?"+r.URL.RawQuery, http.StatusFound)
		return
	}
	text := base64.RawURLEncoding.EncodeToString(random(32))
	s.mu.Lock()
	u := s.browsers[cookie.Value]
	s.codes[text] = grantCode{user: u, redirect: callback, challenge: q.Get("code_challenge"), expires: time.Now().Add(5 * time.Minute)}
	s.mu.Unlock()
	if u == nil {
		http.Error(w, "not signed in", http.StatusBadRequest)
		return
	}
	back := url.Values{"code": {text}, "state": {q.Get("state")}}
	w.Header().Set("Location", callback+"?"+back.Encode())
	w.WriteHeader(http.StatusFound)
}

// token is the token endpoint.
func (s *server) token(r *http.Request) (any, error) {
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		return s.redeem(r.PostForm)
	case "refresh_token":
		s.mu.RLock()
		u := s.refresh[r.PostForm.Get("refresh_token")]
		s.mu.RUnlock()
		if u == nil {
			return nil, errors.New("no such token")
		}
		return s.answerTokens(u, false)
	}
	return s.machineToken(r.PostForm)
}

func (s *server) redeem(f url.Values) (any, error) {
	s.mu.Lock()
	c, ok := s.codes[f.Get("code")]
	delete(s.codes, f.Get("code"))
	s.mu.Unlock()
	sum := sha256.Sum256([]byte(f.Get("code_verifier")))
	if !ok || f.Get("redirect_uri") != c.redirect || base64.RawURLEncoding.EncodeToString(sum[:]) != c.challenge || time.Now().After(c.expires) {
		return nil, errors.New("bad code")
	}
	return s.answerTokens(c.user, true)
}

func (s *server) answerTokens(u *user, refresh bool) (any, error) {
	t, err := s.mint(u, refresh)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"id_token": t["IdToken"], "access_token": t["AccessToken"], "expires_in": 3600, "token_type": "Bearer"}
	if refresh {
		out["refresh_token"] = t["RefreshToken"]
	}
	return out, nil
}

func (s *server) machineToken(f url.Values) (any, error) {
	if f.Get("client_id") != machineID || subtle.ConstantTimeCompare([]byte(f.Get("client_secret")), []byte(secret)) != 1 {
		return nil, errors.New("bad client")
	}
	now := time.Now().Unix()
	access, err := sign(s.accessKey, map[string]any{"sub": machineID, "iss": "http://floor", "client_id": machineID, "token_use": "access",
		"scope": f.Get("scope"), "auth_time": now, "iat": now, "exp": now + 3600, "jti": uuid(), "version": 2})
	if err != nil {
		return nil, err
	}
	return map[string]any{"access_token": access, "expires_in": 3600, "token_type": "Bearer"}, nil
}

func (s *server) userInfo(r *http.Request) (any, error) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	name, err := s.bearer(token)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	u := s.users[name]
	s.mu.RUnlock()
	if u == nil {
		return nil, errors.New("no such user")
	}
	out := map[string]json.RawMessage{}
	put := func(name, value string) { out[name], _ = json.Marshal(value) }
	put("sub", u.sub)
	put("username", u.name)
	for k, v := range u.attributes {
		put(k, v)
	}
	return out, nil
}
