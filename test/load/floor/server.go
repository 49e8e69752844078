package main

import (
	"crypto"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"math/big"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

const poolName = "FloorPool"

type user struct {
	name, sub  string
	attributes map[string]string
	salt       []byte
	verifier   *big.Int
	passkey    *ecdsa.PublicKey
	step       int64 // of the last TOTP code
}

type server struct {
	idKey, accessKey *rsa.PrivateKey
	jwks             []byte

	mu        sync.RWMutex
	users     map[string]*user
	names     []string
	refresh   map[string]*user
	exchanges map[string]*exchange
	sessions  map[string]string // challenges under way: passkey challenge, or "" for TOTP
	browsers  map[string]*user  // by cookie
	codes     map[string]grantCode

	identities map[string]string // by sub
	sealer     cipher.AEAD       // of session tokens
	page       *template.Template
}

// newServer makes users that share one password hash: only user0 to user999
// sign in, and their verifiers are computed when they first do.
func newServer(n int) (*server, error) {
	s := &server{users: map[string]*user{}, refresh: map[string]*user{}, exchanges: map[string]*exchange{}, sessions: map[string]string{},
		browsers: map[string]*user{}, codes: map[string]grantCode{}, identities: map[string]string{}}
	var err error
	if s.sealer, err = newSealer(); err != nil {
		return nil, err
	}
	if s.page, err = parsePage(); err != nil {
		return nil, err
	}
	if s.idKey, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return nil, err
	}
	if s.accessKey, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return nil, err
	}
	s.jwks, err = json.Marshal(map[string]any{"keys": []any{jwk("id", s.idKey), jwk("access", s.accessKey)}})
	if err != nil {
		return nil, err
	}
	for i := range n {
		name := fmt.Sprintf("user%d", i)
		s.add(&user{name: name, sub: uuid(), salt: random(16), attributes: map[string]string{
			"email": name + "@example.com", "email_verified": "true", "name": "User Name"}})
	}
	for i := range 2000 {
		name := fmt.Sprintf("totp%d", i)
		u := &user{name: name, sub: uuid(), salt: random(16), attributes: map[string]string{
			"email": name + "@example.com", "email_verified": "true", "name": "User Name"}}
		u.verifier = verifier(poolName, name, "Passw0rd!", u.salt) // each signs in once: the first time must not cost more
		s.add(u)
	}
	return s, nil
}

func jwk(kid string, k *rsa.PrivateKey) map[string]string {
	return map[string]string{"kid": kid, "alg": "RS256", "kty": "RSA", "e": "AQAB", "use": "sig",
		"n": base64.RawURLEncoding.EncodeToString(k.N.Bytes())}
}

func (s *server) add(u *user) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[u.name] = u
	s.names = append(s.names, u.name)
}

func (s *server) find(name string) (*user, error) {
	s.mu.RLock()
	u := s.users[name]
	s.mu.RUnlock()
	if u == nil {
		return nil, errors.New("no such user")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.verifier == nil {
		u.verifier = verifier(poolName, u.name, "Passw0rd!", u.salt)
	}
	return u, nil
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path.Base(r.URL.Path) {
	case "jwks.json":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(s.jwks)
	case "login":
		s.login(w, r)
	case "authorize":
		s.authorize(w, r)
	case "token":
		answer(w, r, s.token)
	case "userInfo":
		answer(w, r, s.userInfo)
	default:
		if r.Header.Get("X-Amz-Target") == "" {
			s.query(w, r)
			return
		}
		s.operate(w, r)
	}
}

func (s *server) operate(w http.ResponseWriter, r *http.Request) {
	target := r.Header.Get("X-Amz-Target")
	_, operation, _ := strings.Cut(target, ".")
	handler := map[string]func(*http.Request) (any, error){
		"SignUp": s.signUp, "InitiateAuth": s.initiateAuth, "RespondToAuthChallenge": s.respond,
		"GetUser": s.getUser, "AdminGetUser": s.adminGetUser, "ListUsers": s.listUsers,
		"PutPasskey": s.putPasskey, "GetTokensFromRefreshToken": s.rotate,
		"GetId": s.getID, "GetOpenIdToken": s.getOpenIDToken, "GetCredentialsForIdentity": s.getCredentials,
	}[operation]
	if handler == nil {
		http.Error(w, "unknown operation", http.StatusBadRequest)
		return
	}
	answer(w, r, handler)
}

func answer(w http.ResponseWriter, r *http.Request, handler func(*http.Request) (any, error)) {
	out, err := handler(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(out)
}

func (s *server) signUp(r *http.Request) (any, error) {
	var in struct {
		Username, Password string
		UserAttributes     []struct{ Name, Value string }
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	u := &user{name: in.Username, sub: uuid(), salt: random(16), attributes: map[string]string{}}
	for _, a := range in.UserAttributes {
		u.attributes[a.Name] = a.Value
	}
	u.verifier = verifier(poolName, u.name, in.Password, u.salt)
	s.add(u)
	return map[string]any{"UserConfirmed": false, "UserSub": u.sub, "CodeDeliveryDetails": map[string]string{
		"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "u***@e***"}}, nil
}

func (s *server) initiateAuth(r *http.Request) (any, error) {
	var in struct {
		AuthFlow       string
		AuthParameters map[string]string
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	switch in.AuthFlow {
	case "REFRESH_TOKEN_AUTH":
		s.mu.RLock()
		u := s.refresh[in.AuthParameters["REFRESH_TOKEN"]]
		s.mu.RUnlock()
		if u == nil {
			return nil, errors.New("no such token")
		}
		return s.tokens(u, false)
	case "USER_PASSWORD_AUTH":
		u, err := s.find(in.AuthParameters["USERNAME"])
		if err != nil {
			return nil, err
		}
		if verifier(poolName, u.name, in.AuthParameters["PASSWORD"], u.salt).Cmp(u.verifier) != 0 {
			return nil, errors.New("wrong password")
		}
		if strings.HasPrefix(u.name, "totp") {
			return s.pose("SOFTWARE_TOKEN_MFA", "", map[string]string{"USER_ID_FOR_SRP": u.name}), nil
		}
		return s.tokens(u, true)
	case "USER_AUTH":
		return s.askPasskey(), nil
	}
	u, err := s.find(in.AuthParameters["USERNAME"])
	if err != nil {
		return nil, err
	}
	a, ok := new(big.Int).SetString(in.AuthParameters["SRP_A"], 16)
	if !ok {
		return nil, errors.New("bad SRP_A")
	}
	e := newExchange(a, u.verifier)
	block := base64.StdEncoding.EncodeToString(random(64))
	s.mu.Lock()
	s.exchanges[block] = e
	s.mu.Unlock()
	return map[string]any{"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": map[string]string{
		"SALT": hex.EncodeToString(u.salt), "SRP_B": e.public.Text(16), "SECRET_BLOCK": block,
		"USERNAME": u.name, "USER_ID_FOR_SRP": u.name}}, nil
}

func (s *server) respond(r *http.Request) (any, error) {
	var in struct {
		ChallengeName, Session string
		ChallengeResponses     map[string]string
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	p := in.ChallengeResponses
	switch in.ChallengeName {
	case "SOFTWARE_TOKEN_MFA":
		return s.checkTOTP(in.Session, p)
	case "WEB_AUTHN":
		return s.checkPasskey(in.Session, p)
	}
	block := p["PASSWORD_CLAIM_SECRET_BLOCK"]
	s.mu.Lock()
	e := s.exchanges[block]
	delete(s.exchanges, block)
	u := s.users[p["USERNAME"]]
	s.mu.Unlock()
	if e == nil || u == nil {
		return nil, errors.New("no such exchange")
	}
	raw, err := base64.StdEncoding.DecodeString(block)
	if err != nil {
		return nil, err
	}
	given, err := base64.StdEncoding.DecodeString(p["PASSWORD_CLAIM_SIGNATURE"])
	if err != nil {
		return nil, err
	}
	if !hmac.Equal(e.signature(poolName, u.name, raw, p["TIMESTAMP"]), given) {
		return nil, errors.New("wrong password")
	}
	return s.tokens(u, true)
}

func (s *server) tokens(u *user, refresh bool) (any, error) {
	result, err := s.mint(u, refresh)
	if err != nil {
		return nil, err
	}
	return map[string]any{"AuthenticationResult": result, "ChallengeParameters": map[string]string{}}, nil
}

func (s *server) mint(u *user, refresh bool) (map[string]any, error) {
	now := time.Now().Unix()
	access, err := sign(s.accessKey, map[string]any{"sub": u.sub, "iss": "http://floor", "client_id": "floor", "token_use": "access",
		"scope": "aws.cognito.signin.user.admin", "auth_time": now, "iat": now, "exp": now + 3600, "jti": uuid(),
		"origin_jti": uuid(), "event_id": uuid(), "username": u.name})
	if err != nil {
		return nil, err
	}
	claims := map[string]any{"sub": u.sub, "iss": "http://floor", "aud": "floor", "token_use": "id", "auth_time": now,
		"iat": now, "exp": now + 3600, "jti": uuid(), "origin_jti": uuid(), "event_id": uuid(), "cognito:username": u.name}
	for k, v := range u.attributes {
		claims[k] = v
	}
	id, err := sign(s.idKey, claims)
	if err != nil {
		return nil, err
	}
	result := map[string]any{"AccessToken": access, "IdToken": id, "ExpiresIn": 3600, "TokenType": "Bearer"}
	if refresh {
		t := base64.RawURLEncoding.EncodeToString(random(64))
		s.mu.Lock()
		s.refresh[t] = u
		s.mu.Unlock()
		result["RefreshToken"] = t
	}
	return result, nil
}

func sign(key *rsa.PrivateKey, claims map[string]any) (string, error) {
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"kid":"key","alg":"RS256"}`)) + "." + encode(body)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		return "", err
	}
	return signed + "." + encode(signature), nil
}

func (s *server) getUser(r *http.Request) (any, error) {
	var in struct{ AccessToken string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	name, err := s.bearer(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return s.describe(name)
}

// bearer gives whose an access token is.
func (s *server) bearer(token string) (username string, err error) {
	body, err := verify(&s.accessKey.PublicKey, token)
	if err != nil {
		return "", err
	}
	var claims struct {
		Username string `json:"username"`
	}
	err = json.Unmarshal(body, &claims)
	return claims.Username, err
}

// verify gives the claims of a token.
func verify(key *rsa.PublicKey, token string) ([]byte, error) {
	signed, signature, ok := cutLast(token)
	if !ok {
		return nil, errors.New("bad token")
	}
	_, payload, _ := strings.Cut(signed, ".")
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256([]byte(signed))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], raw); err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.DecodeString(payload)
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}

func (s *server) adminGetUser(r *http.Request) (any, error) {
	var in struct{ Username string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	return s.describe(in.Username)
}

type attribute struct{ Name, Value string }

func (s *server) describe(name string) (any, error) {
	s.mu.RLock()
	u := s.users[name]
	s.mu.RUnlock()
	if u == nil {
		return nil, errors.New("no such user")
	}
	return map[string]any{"Username": u.name, "UserAttributes": u.list(), "UserStatus": "CONFIRMED", "Enabled": true}, nil
}

func (u *user) list() []attribute {
	list := []attribute{{"sub", u.sub}}
	for k, v := range u.attributes {
		list = append(list, attribute{k, v})
	}
	return list
}

func (s *server) listUsers(r *http.Request) (any, error) {
	var in struct{ Limit int }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	users := []map[string]any{}
	for _, name := range s.names[:min(in.Limit, len(s.names))] {
		u := s.users[name]
		users = append(users, map[string]any{"Username": u.name, "Attributes": u.list(), "UserStatus": "CONFIRMED",
			"Enabled": true, "UserCreateDate": 1700000000.123, "UserLastModifiedDate": 1700000000.123})
	}
	return map[string]any{"Users": users, "PaginationToken": "next"}, nil
}

func uuid() string {
	h := hex.EncodeToString(random(16))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
