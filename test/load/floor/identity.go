package main

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

const role = "arn:aws:iam::123456789012:role/load"

// newSealer is AES-256-GCM with a key of its own.
func newSealer() (cipher.AEAD, error) {
	block, err := aes.NewCipher(random(32))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// identityOf verifies the ID token of a request with Logins, and gives the identity
// of its user.
func (s *server) identityOf(r *http.Request) (string, error) {
	var in struct{ Logins map[string]string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return "", err
	}
	for provider, token := range in.Logins {
		body, err := verify(&s.idKey.PublicKey, token)
		if err != nil {
			return "", err
		}
		var claims struct {
			Sub, Aud string
			Exp      int64
		}
		if err := json.Unmarshal(body, &claims); err != nil {
			return "", err
		}
		if !strings.HasSuffix(provider, poolName) || claims.Aud != "floor" || time.Now().Unix() > claims.Exp {
			return "", errors.New("bad login")
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.identities[claims.Sub] == "" {
			s.identities[claims.Sub] = "us-east-1:" + uuid()
		}
		return s.identities[claims.Sub], nil
	}
	return "", errors.New("no login")
}

func (s *server) getID(r *http.Request) (any, error) {
	id, err := s.identityOf(r)
	return map[string]string{"IdentityId": id}, err
}

func (s *server) getCredentials(r *http.Request) (any, error) {
	id, err := s.identityOf(r)
	if err != nil {
		return nil, err
	}
	c, err := s.credentials(id)
	return map[string]any{"IdentityId": id, "Credentials": map[string]any{
		"AccessKeyId": c.AccessKeyID, "SecretKey": c.SecretAccessKey, "SessionToken": c.SessionToken,
		"Expiration": float64(c.expires.Unix())}}, err
}

type credentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
	expires         time.Time
}

// credentials derives a key from a seed, and seals the seed with what the
// session says into its token.
func (s *server) credentials(id string) (credentials, error) {
	seed := random(32)
	now := time.Now()
	c := credentials{expires: now.Add(time.Hour),
		AccessKeyID:     "ASIA" + strings.ToUpper(hex.EncodeToString(mac(seed, []byte("access key id")))[:16]),
		SecretAccessKey: base64.StdEncoding.EncodeToString(mac(seed, []byte("secret access key"))[:30])}
	c.Expiration = c.expires.UTC().Format(time.RFC3339)
	session, err := json.Marshal(map[string]any{"seed": seed, "role": role, "name": "load", "iat": now.Unix(), "exp": c.expires.Unix(),
		"keys": map[string][]string{"cognito-identity.amazonaws.com:aud": {"us-east-1:floor"}, "cognito-identity.amazonaws.com:sub": {id},
			"cognito-identity.amazonaws.com:amr": {"authenticated", "cognito-idp.us-east-1.amazonaws.com/" + poolName}}})
	nonce := random(s.sealer.NonceSize())
	c.SessionToken = base64.RawURLEncoding.EncodeToString(s.sealer.Seal(nonce, nonce, session, nil))
	return c, err
}

// getOpenIDToken signs with RS512, as Cognito's identity pools do.
func (s *server) getOpenIDToken(r *http.Request) (any, error) {
	id, err := s.identityOf(r)
	if err != nil {
		return nil, err
	}
	now := time.Now().Unix()
	body, err := json.Marshal(map[string]any{"iss": "http://floor", "aud": "us-east-1:floor", "sub": id, "iat": now, "exp": now + 600,
		"amr": []string{"authenticated", "cognito-idp.us-east-1.amazonaws.com/" + poolName}})
	if err != nil {
		return nil, err
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"alg":"RS512","kid":"us-east-11","typ":"JWS"}`)) + "." + encode(body)
	digest := sha512.Sum512([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, s.idKey, crypto.SHA512, digest[:])
	return map[string]string{"IdentityId": id, "Token": signed + "." + encode(signature)}, err
}

// openIDToken gives the identity whose a token of getOpenIDToken is.
func (s *server) openIDToken(token string) (id string, err error) {
	signed, signature, _ := cutLast(token)
	_, payload, _ := strings.Cut(signed, ".")
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil {
		return "", err
	}
	digest := sha512.Sum512([]byte(signed))
	if err := rsa.VerifyPKCS1v15(&s.idKey.PublicKey, crypto.SHA512, digest[:], raw); err != nil {
		return "", err
	}
	body, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return "", err
	}
	var claims struct {
		Sub string
		Exp int64
	}
	if err := json.Unmarshal(body, &claims); err != nil {
		return "", err
	}
	if time.Now().Unix() > claims.Exp {
		return "", errors.New("the token has expired")
	}
	return claims.Sub, nil
}
