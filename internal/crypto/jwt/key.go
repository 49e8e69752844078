package jwt

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
)

const keyBits = 2048

// The header of every token that is signed here, around the key id.
const (
	headerStart = `{"kid":"`
	headerEnd   = `","alg":"RS256"}`
)

// Key is a signing key. It is safe for concurrent use.
type Key struct {
	private *rsa.PrivateKey
	id      string
	header  string // encoded, with the dot
}

// ErrKey tells that stored bytes are not a signing key made here.
var ErrKey = errors.New("jwt: not a 2048-bit RSA key in PKCS #8")

// GenerateKey makes an RSA-2048 key. It takes a tenth of a second or more.
// The error is that of rand.
func GenerateKey(rand io.Reader) (*Key, error) {
	private, err := rsa.GenerateKey(rand, keyBits)
	if err != nil {
		return nil, fmt.Errorf("generate signing key: %w", err)
	}
	return newKey(private), nil
}

// NewKey makes a signing key of an RSA key. The error is ErrKey.
func NewKey(private *rsa.PrivateKey) (*Key, error) {
	if private.N.BitLen() != keyBits || private.E != 65537 {
		return nil, ErrKey
	}
	return newKey(private), nil
}

// ParseKey reads what Marshal wrote. The error is ErrKey.
func ParseKey(der []byte) (*Key, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, ErrKey
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, ErrKey
	}
	return NewKey(private)
}

func newKey(private *rsa.PrivateKey) *Key {
	// The id has Cognito's form, base64 of 32 bytes, and follows from the key.
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(&private.PublicKey))
	id := base64.StdEncoding.EncodeToString(sum[:])
	header := headerStart + id + headerEnd
	return &Key{private: private, id: id, header: base64.RawURLEncoding.EncodeToString([]byte(header)) + "."}
}

// ID is the kid: 44 characters, which may include "+", "/" and "=".
func (k *Key) ID() string { return k.id }

// Public is the key that verifies.
func (k *Key) Public() *rsa.PublicKey { return &k.private.PublicKey }

// Marshal writes the private key as PKCS #8 DER, in the clear.
func (k *Key) Marshal() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return nil, fmt.Errorf("marshal signing key: %w", err)
	}
	return der, nil
}

// PublicKey is an entry of a published key set.
type PublicKey struct {
	ID  string
	Key *rsa.PublicKey
}

// JWKS writes a key set document as /.well-known/jwks.json serves it.
func JWKS(keys ...PublicKey) []byte {
	type entry struct {
		Alg string `json:"alg"`
		E   string `json:"e"`
		Kid string `json:"kid"`
		Kty string `json:"kty"`
		N   string `json:"n"`
		Use string `json:"use"`
	}
	encode := base64.RawURLEncoding.EncodeToString
	entries := make([]entry, len(keys))
	for i, k := range keys {
		e := big.NewInt(int64(k.Key.E))
		entries[i] = entry{Alg: "RS256", E: encode(e.Bytes()), Kid: k.ID, Kty: "RSA", N: encode(k.Key.N.Bytes()), Use: "sig"}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(map[string][]entry{"keys": entries}); err != nil {
		panic("cognate: internal error: jwt: " + err.Error())
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
