package srp

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"math/big"
)

const (
	// KeySize is the length of the agreed key in bytes.
	KeySize = 16
	// SecretSize is the length of a server's secret exponent in bytes.
	SecretSize = scalarSize
	// StateSize is the length of a server's secret exponent and public key.
	StateSize = SecretSize + byteSize
)

// Server is the server's side of one exchange with one verifier. It is made
// by the first request and needed again by the second: Secret or State carry
// it across, and must be sealed on the way.
type Server struct {
	secret   scalar
	verifier element
	public   *big.Int
}

// NewServer starts an exchange with a 256-bit exponent from rand. The error is
// rand's, or ErrVerifier for a verifier that is not a number below N.
func NewServer(rand io.Reader, v Verifier) (*Server, error) {
	secret := make([]byte, SecretSize)
	if _, err := io.ReadFull(rand, secret); err != nil {
		return nil, fmt.Errorf("draw server exponent: %w", err)
	}
	return ServerFromSecret(secret, v)
}

// ServerFromSecret continues an exchange from Secret and the same verifier. It
// computes the public key again; ServerFromState does not need to.
func ServerFromSecret(secret []byte, v Verifier) (*Server, error) {
	s, err := newServer(secret, v)
	if err != nil {
		return nil, err
	}
	t := group()
	var b element
	b.mul(&t.multiplier, &s.verifier)
	b.add(&b, t.generatorPower(&s.secret))
	s.public = new(big.Int).SetBytes(b.bytes())
	if s.public.Sign() == 0 {
		return nil, ErrSecret
	}
	return s, nil
}

// ServerFromState continues an exchange from State and the same verifier. The
// state must come from an authenticated seal.
func ServerFromState(state []byte, v Verifier) (*Server, error) {
	if len(state) != StateSize {
		return nil, ErrSecret
	}
	s, err := newServer(state[:SecretSize], v)
	if err != nil {
		return nil, err
	}
	s.public = new(big.Int).SetBytes(state[SecretSize:])
	if !isPublicKey(s.public) {
		return nil, ErrSecret
	}
	return s, nil
}

func newServer(secret []byte, v Verifier) (*Server, error) {
	if len(secret) != SecretSize {
		return nil, ErrSecret
	}
	number := new(big.Int).SetBytes(v.V)
	if !isPublicKey(number) {
		return nil, ErrVerifier
	}
	return &Server{secret: scalar(secret), verifier: *group().fromInt(number)}, nil
}

// B is the server's public key, in [1, N). Callers must not change it.
func (s *Server) B() *big.Int { return s.public }

// Secret is the secret exponent, SecretSize bytes.
func (s *Server) Secret() []byte { return append([]byte(nil), s.secret[:]...) }

// State is the secret exponent followed by the public key, StateSize bytes.
func (s *Server) State() []byte {
	return append(s.Secret(), s.public.FillBytes(make([]byte, byteSize))...)
}

// Key agrees on the key with a client whose public key is a. The client has
// the same key if it knew the password; only its Signature proves that. The
// error is ErrPublicKey.
func (s *Server) Key(a *big.Int) ([KeySize]byte, error) {
	if !isPublicKey(a) {
		return [KeySize]byte{}, ErrPublicKey
	}
	u := scramble(a, s.public)
	if u == (scalar{}) {
		return [KeySize]byte{}, ErrPublicKey
	}
	t := group()
	base := t.power(&s.verifier, &u)
	base.mul(base, t.fromInt(a))
	return deriveKey(t.power(base, &s.secret).bytes(), u), nil
}

// scramble is u, which binds the key to both public keys.
func scramble(a, b *big.Int) scalar { return sha256.Sum256(append(pad(a), pad(b)...)) }

// deriveKey is HKDF-SHA256 with salt u, cut to one block of output: RFC 5869
// with L = 16, spelled out because both inputs are numbers.
func deriveKey(shared []byte, u scalar) [KeySize]byte {
	extract := hmac.New(sha256.New, padBytes(u[:]))
	extract.Write(padBytes(shared))
	expand := hmac.New(sha256.New, extract.Sum(nil))
	expand.Write([]byte("Caldera Derived Key\x01"))
	return [KeySize]byte(expand.Sum(nil)[:KeySize])
}
