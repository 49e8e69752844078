package jwt

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	// MaxLength is the greatest length in bytes of a token that is signed or
	// verified. Groups and custom claims can make tokens long; proxies and
	// browsers stop before this.
	MaxLength = 32 << 10
	maxHeader = 512
	maxKeyID  = 128
)

// Errors of Sign and Verify. None says which of several keys or checks failed.
var (
	ErrMalformed  = errors.New("jwt: not a token of the expected form")
	ErrUnknownKey = errors.New("jwt: the token names a key that is not trusted here")
	ErrSignature  = errors.New("jwt: the signature does not belong to the token")
	ErrTooLong    = errors.New("jwt: the claims are too long for a token")
)

// Sign returns the token of claims, a JSON object that is signed byte for
// byte. Claims that are no object are ErrMalformed; a token beyond MaxLength
// is ErrTooLong.
func Sign(key *Key, claims []byte) (string, error) {
	if !isObject(claims) {
		return "", ErrMalformed
	}
	encoding := base64.RawURLEncoding
	signatureSize := encoding.EncodedLen(keyBits / 8)
	size := len(key.header) + encoding.EncodedLen(len(claims)) + 1 + signatureSize
	if size > MaxLength {
		return "", ErrTooLong
	}
	token := append(make([]byte, 0, size), key.header...)
	token = encoding.AppendEncode(token, claims)
	digest := sha256.Sum256(token)
	signature, err := rsa.SignPKCS1v15(nil, key.private, crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return string(encoding.AppendEncode(append(token, '.'), signature)), nil
}

// Verify checks a token's form and signature and returns its claims, a JSON
// object, and the id of the key. keys answers nil for a key id that is not
// trusted; it is called at most once, before the signature is known to be
// good. The error is ErrMalformed, ErrUnknownKey or ErrSignature.
func Verify(token string, keys func(kid string) *rsa.PublicKey) (claims []byte, kid string, err error) {
	t, err := Open(token)
	if err != nil {
		return nil, "", err
	}
	if err := t.Verify(keys); err != nil {
		return nil, "", err
	}
	return t.parts.claims, t.parts.kid, nil
}

// Token is a token of the right form. Until Verify has returned nil, nothing
// that it says is to be believed.
type Token struct{ parts parts }

// Open takes a token apart. The error is ErrMalformed.
func Open(token string) (*Token, error) {
	parsed, err := parse(token)
	if err != nil {
		return nil, err
	}
	if !isObject(parsed.claims) {
		return nil, ErrMalformed
	}
	return &Token{parsed}, nil
}

// Claims returns the claims. Before Verify they may only serve to find the
// keys that Verify takes.
func (t *Token) Claims() []byte { return t.parts.claims }

// Verify checks the signature by the key that the token names. The error is
// ErrUnknownKey or ErrSignature.
func (t *Token) Verify(keys func(kid string) *rsa.PublicKey) error {
	key := keys(t.parts.kid)
	if key == nil {
		return ErrUnknownKey
	}
	digest := sha256.Sum256([]byte(t.parts.signed))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], t.parts.signature) != nil {
		return ErrSignature
	}
	return nil
}

// parts is a token taken apart; nothing of it is trusted.
type parts struct {
	kid       string
	signed    string
	claims    []byte
	signature []byte
}

func parse(token string) (parts, error) {
	// The decoder skips line breaks, which would let one token have many
	// spellings (and slip through a list of revoked ones).
	if len(token) > MaxLength || strings.ContainsAny(token, "\r\n") {
		return parts{}, ErrMalformed
	}
	header, rest, _ := strings.Cut(token, ".")
	payload, signature, ok := strings.Cut(rest, ".")
	if !ok || strings.Contains(signature, ".") || len(header) > maxHeader {
		return parts{}, ErrMalformed
	}
	p := parts{signed: token[:len(header)+1+len(payload)]}
	encoding := base64.RawURLEncoding.Strict()
	head, err := encoding.DecodeString(header)
	if err != nil {
		return parts{}, ErrMalformed
	}
	if p.kid, err = parseHeader(head); err != nil {
		return parts{}, err
	}
	if p.claims, err = encoding.DecodeString(payload); err != nil {
		return parts{}, ErrMalformed
	}
	if p.signature, err = encoding.DecodeString(signature); err != nil {
		return parts{}, ErrMalformed
	}
	return p, nil
}

// ownHeader reads a header of exactly the form that Sign writes. Almost every
// token has it, and reading it takes no parser.
func ownHeader(text string) (kid string, ok bool) {
	kid, ok = strings.CutPrefix(text, headerStart)
	if !ok {
		return "", false
	}
	kid, ok = strings.CutSuffix(kid, headerEnd)
	return kid, ok && kid != "" && !strings.ContainsFunc(kid, func(r rune) bool {
		return r < ' ' || r == '"' || r == '\\' || r > '~'
	})
}

// parseHeader accepts kid, alg (RS256) and typ, each at most once and all
// strings. Every other member either changes what a token means (crit, b64,
// zip) or offers a key of the sender's choice (jwk, jku, x5c, x5u), so none is
// let through.
func parseHeader(text []byte) (kid string, err error) {
	if kid, ok := ownHeader(string(text)); ok {
		return kid, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if first, err := decoder.Token(); err != nil || first != json.Delim('{') {
		return "", ErrMalformed
	}
	seen := map[string]string{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return "", ErrMalformed
		}
		value, err := decoder.Token()
		if err != nil {
			return "", ErrMalformed
		}
		member, isName := name.(string)
		content, isString := value.(string)
		_, twice := seen[member]
		if !isName || !isString || twice {
			return "", ErrMalformed
		}
		seen[member] = content
	}
	if _, err := decoder.Token(); err != nil {
		return "", ErrMalformed
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return "", ErrMalformed
	}
	return checkHeader(seen)
}

func checkHeader(members map[string]string) (kid string, err error) {
	for name, value := range members {
		switch name {
		case "kid":
			kid = value
		case "alg", "typ":
		default:
			return "", ErrMalformed
		}
	}
	if members["alg"] != "RS256" || kid == "" || len(kid) > maxKeyID {
		return "", ErrMalformed
	}
	return kid, nil
}

// isObject tells whether text is one JSON object and nothing else.
func isObject(text []byte) bool {
	return len(text) > 0 && text[0] == '{' && json.Valid(text)
}
