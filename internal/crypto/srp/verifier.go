package srp

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"math/big"
)

const (
	saltSize = 16
	// maxSaltSize bounds what a client may register for a device.
	maxSaltSize = 64
)

// Verifier is what is stored of a password: enough to check it, not enough to
// answer for it. It is as sensitive as a fast password hash.
type Verifier struct {
	Salt []byte // big-endian; leading zeros have no meaning
	V    []byte // g^x mod N, big-endian, 384 bytes when made here
}

// NewVerifier makes the verifier of a new password under a fresh 16-byte salt.
// user is the stored username (USER_ID_FOR_SRP), never an alias. For a device,
// poolName is the device group key and user the device key. The only error is
// that of rand.
func NewVerifier(rand io.Reader, poolName, user, password string) (Verifier, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(rand, salt); err != nil {
		return Verifier{}, fmt.Errorf("draw salt: %w", err)
	}
	x := privateKey(salt, poolName, user, password)
	return Verifier{Salt: salt, V: group().generatorPower(&x).bytes()}, nil
}

// ParseVerifier checks a salt and verifier that a client registered
// (DeviceSecretVerifierConfig), both already decoded from base64. The salt may
// have at most 64 bytes, the verifier must be in [2, N−1).
func ParseVerifier(salt, v []byte) (Verifier, error) {
	if len(salt) == 0 || len(salt) > maxSaltSize || len(v) > byteSize+1 {
		return Verifier{}, ErrVerifier
	}
	n := new(big.Int).SetBytes(v)
	// 0, 1 and N−1 would make the session key a constant.
	last := new(big.Int).Sub(modulus(), big.NewInt(1))
	if n.Cmp(big.NewInt(1)) <= 0 || n.Cmp(last) >= 0 {
		return Verifier{}, ErrVerifier
	}
	return Verifier{Salt: append([]byte(nil), salt...), V: n.FillBytes(make([]byte, byteSize))}, nil
}

// Matches tells whether password is the one the verifier was made of. It takes
// the same time for every password of one length.
func (v Verifier) Matches(poolName, user, password string) bool {
	x := privateKey(v.Salt, poolName, user, password)
	got := group().generatorPower(&x).bytes()
	want := make([]byte, byteSize)
	stored := new(big.Int).SetBytes(v.V)
	if !isPublicKey(stored) {
		return false
	}
	return subtle.ConstantTimeCompare(got, stored.FillBytes(want)) == 1
}

// SaltHex is SALT on the wire.
func (v Verifier) SaltHex() string { return Hex(new(big.Int).SetBytes(v.Salt)) }

// privateKey is x. The inner hash enters the outer one as all of its 32 bytes.
func privateKey(salt []byte, poolName, user, password string) scalar {
	inner := sha256.Sum256([]byte(poolName + user + ":" + password))
	return sha256.Sum256(append(padBytes(salt), inner[:]...))
}
