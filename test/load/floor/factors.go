package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// pose remembers a challenge under a new Session.
func (s *server) pose(name, secret string, parameters map[string]string) any {
	session := base64.RawURLEncoding.EncodeToString(random(32))
	s.mu.Lock()
	s.sessions[session] = secret
	s.mu.Unlock()
	return map[string]any{"ChallengeName": name, "Session": session, "ChallengeParameters": parameters}
}

// take ends a challenge and finds who answers it.
func (s *server) take(session, name string) (secret string, u *user, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	secret, ok := s.sessions[session]
	delete(s.sessions, session)
	if u = s.users[name]; !ok || u == nil {
		return "", nil, errors.New("no such challenge")
	}
	return secret, u, nil
}

func (s *server) checkTOTP(session string, p map[string]string) (any, error) {
	_, u, err := s.take(session, p["USERNAME"])
	if err != nil {
		return nil, err
	}
	seed := sha256.Sum256([]byte("seed of " + u.name))
	now := time.Now().Unix() / 30
	for step := now - 1; step <= now+1; step++ {
		if !hmac.Equal([]byte(code(seed[:20], step)), []byte(p["SOFTWARE_TOKEN_MFA_CODE"])) {
			continue
		}
		s.mu.Lock()
		fresh := step > u.step
		u.step = max(u.step, step)
		s.mu.Unlock()
		if fresh {
			return s.tokens(u, true)
		}
	}
	return nil, errors.New("wrong code")
}

// code is RFC 6238's with six digits.
func code(seed []byte, step int64) string {
	mac := hmac.New(sha1.New, seed)
	_ = binary.Write(mac, binary.BigEndian, step)
	sum := mac.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[19]&15:]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

// putPasskey takes the COSE key of the load program's authenticator, in which
// the coordinates have fixed places.
func (s *server) putPasskey(r *http.Request) (any, error) {
	var in struct {
		Username string
		Key      []byte
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	if len(in.Key) != 77 {
		return nil, errors.New("bad key")
	}
	point := append(append([]byte{4}, in.Key[10:42]...), in.Key[45:]...)
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[in.Username]
	if u == nil {
		return nil, errors.New("no such user")
	}
	u.passkey = key
	return map[string]any{}, nil
}

func (s *server) askPasskey() any {
	challenge := base64.RawURLEncoding.EncodeToString(random(32))
	return s.pose("WEB_AUTHN", challenge, map[string]string{"CREDENTIAL_REQUEST_OPTIONS": fmt.Sprintf(
		`{"challenge":%q,"rpId":"localhost","userVerification":"preferred","timeout":180000,"allowCredentials":[]}`, challenge)})
}

func (s *server) checkPasskey(session string, p map[string]string) (any, error) {
	challenge, u, err := s.take(session, p["USERNAME"])
	if err != nil {
		return nil, err
	}
	var credential struct {
		Response struct{ ClientDataJSON, AuthenticatorData, Signature string }
	}
	if err := json.Unmarshal([]byte(p["CREDENTIAL"]), &credential); err != nil {
		return nil, err
	}
	var parts [3][]byte
	for i, text := range []string{credential.Response.ClientDataJSON, credential.Response.AuthenticatorData, credential.Response.Signature} {
		if parts[i], err = base64.RawURLEncoding.DecodeString(text); err != nil {
			return nil, err
		}
	}
	client, data, signature := parts[0], parts[1], parts[2]
	var said struct{ Challenge string }
	if err := json.Unmarshal(client, &said); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(client)
	digest := sha256.Sum256(append(data, sum[:]...))
	if said.Challenge != challenge || u.passkey == nil || !ecdsa.VerifyASN1(u.passkey, digest[:], signature) {
		return nil, errors.New("wrong passkey")
	}
	return s.tokens(u, true)
}

// rotate replaces a refresh token.
func (s *server) rotate(r *http.Request) (any, error) {
	var in struct{ RefreshToken string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	s.mu.Lock()
	u := s.refresh[in.RefreshToken]
	delete(s.refresh, in.RefreshToken)
	s.mu.Unlock()
	if u == nil {
		return nil, errors.New("no such token")
	}
	return s.tokens(u, true)
}
