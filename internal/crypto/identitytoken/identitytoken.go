// Package identitytoken signs and verifies the OpenID tokens of identity pools:
// compact JWS with the header that Cognito gives them,
// {"alg":"RS512","kid":"us-east-11","typ":"JWS"}.
//
// It owns the envelope, the keys and the published key set, and knows nothing
// of claims. Tokens of user pools are another form: package jwt.
//
// Invariant: the algorithm is fixed for each key. Nothing in a token's header
// chooses one.
package identitytoken

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

const (
	keyBits = 2048
	// MaxLength bounds tokens that are verified, in bytes.
	MaxLength = 32 << 10
)

// Algorithm is a JWS algorithm (RFC 7518, section 3.1).
type Algorithm string

// The algorithms of keys. Cognito's is RS512; RS256 is for relying parties that
// know no other.
const (
	RS256 Algorithm = "RS256"
	RS512 Algorithm = "RS512"
)

// ErrToken is answered for everything that is not a token signed by a known
// key.
var ErrToken = errors.New("identitytoken: not signed by a known key")

// A Key signs. It is safe for concurrent use.
type Key struct {
	id        string
	algorithm Algorithm
	private   *rsa.PrivateKey
	signer    jose.Signer
}

// GenerateKey makes an RSA-2048 key of that id and algorithm. It takes a tenth
// of a second or more.
func GenerateKey(rand io.Reader, id string, algorithm Algorithm) (*Key, error) {
	private, err := rsa.GenerateKey(rand, keyBits)
	if err != nil {
		return nil, fmt.Errorf("generate signing key: %w", err)
	}
	return NewKey(id, algorithm, private)
}

// ParseKey reads what Marshal wrote.
func ParseKey(id string, algorithm Algorithm, der []byte) (*Key, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	private, ok := parsed.(*rsa.PrivateKey)
	if err != nil || !ok {
		return nil, fmt.Errorf("identitytoken: key %s is unreadable: %w", id, err)
	}
	return NewKey(id, algorithm, private)
}

// NewKey makes a signing key of that id and algorithm of an RSA key.
func NewKey(id string, algorithm Algorithm, private *rsa.PrivateKey) (*Key, error) {
	if algorithm != RS256 && algorithm != RS512 {
		return nil, fmt.Errorf("identitytoken: key %s has the unknown algorithm %q", id, algorithm)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(algorithm), Key: private},
		(&jose.SignerOptions{}).WithType("JWS").WithHeader("kid", id))
	if err != nil {
		return nil, fmt.Errorf("make signer: %w", err)
	}
	return &Key{id, algorithm, private, signer}, nil
}

// ID is the kid.
func (k *Key) ID() string { return k.id }

// Algorithm is the one that the key signs with.
func (k *Key) Algorithm() Algorithm { return k.algorithm }

// Marshal writes the private key as PKCS #8 DER, in the clear.
func (k *Key) Marshal() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(k.private) }

// Sign returns the token of claims, a JSON object.
func (k *Key) Sign(claims []byte) (string, error) {
	signed, err := k.signer.Sign(claims)
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return signed.CompactSerialize()
}

// Verify returns the claims of a token that one of the keys has signed, or
// ErrToken.
func Verify(token string, keys ...*Key) ([]byte, error) {
	// The decoder skips line breaks, so that one token would have many spellings.
	if len(token) > MaxLength || strings.ContainsAny(token, "\r\n") {
		return nil, ErrToken
	}
	parsed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256, jose.RS512})
	if err != nil || len(parsed.Signatures) != 1 {
		return nil, ErrToken
	}
	header := parsed.Signatures[0].Protected
	for _, k := range keys {
		if k.id != header.KeyID || string(k.algorithm) != header.Algorithm {
			continue
		}
		if payload, err := parsed.Verify(&k.private.PublicKey); err == nil {
			return payload, nil
		}
	}
	return nil, ErrToken
}

// JWKS writes the key set document.
func JWKS(keys ...*Key) ([]byte, error) {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, k := range keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{
			Key: &k.private.PublicKey, KeyID: k.id, Algorithm: string(k.algorithm), Use: "sig",
		})
	}
	return json.Marshal(set)
}
