package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// KeyID names a master key. It is derived from the key, so that an id and a
// key that do not belong together are noticed.
type KeyID [8]byte

// String returns the id as 16 hex digits.
func (id KeyID) String() string { return hex.EncodeToString(id[:]) }

// Key is a master key. Its secret cannot be read back except through
// Keyring.Marshal, and does not show in %v.
type Key struct {
	id      KeyID
	created time.Time
	secret  [keySize]byte
	cipher  *xaes
}

// NewKey draws a master key. created is kept to the second. The only error is
// that of rand.
func NewKey(rand io.Reader, created time.Time) (*Key, error) {
	var secret [keySize]byte
	if _, err := io.ReadFull(rand, secret[:]); err != nil {
		return nil, fmt.Errorf("draw master key: %w", err)
	}
	return keyOf(secret, created), nil
}

func keyOf(secret [keySize]byte, created time.Time) *Key {
	id := DeriveFrom(secret[:], "master key id")
	return &Key{
		id:      KeyID(id[:len(KeyID{})]),
		created: created.UTC().Truncate(time.Second),
		secret:  secret,
		cipher:  newXAES(secret),
	}
}

// ID names the key.
func (k *Key) ID() KeyID { return k.id }

// Created is when the key was drawn; zero for a key given without a date.
func (k *Key) Created() time.Time { return k.created }

// String names the key without its secret.
func (k *Key) String() string { return "master key " + k.id.String() }

// GoString is String: %#v must not print the secret.
func (k *Key) GoString() string { return k.String() }

// RootSize is the length in bytes of a root secret.
const RootSize = 32

// NewRoot draws a root secret. It is made once per installation and stored
// sealed, so that what is derived from it outlives every master key.
func NewRoot(rand io.Reader) ([]byte, error) {
	root := make([]byte, RootSize)
	if _, err := io.ReadFull(rand, root); err != nil {
		return nil, fmt.Errorf("draw root secret: %w", err)
	}
	return root, nil
}

// DeriveFrom returns the 32-byte subkey of root for one purpose. Equal
// arguments give equal keys, now and in every later release; keys of different
// labels tell nothing about each other.
func DeriveFrom(root []byte, label string) []byte {
	key, err := hkdf.Key(sha256.New, root, nil, "cognate subkey: "+label, keySize)
	if err != nil {
		panic("cognate: internal error: seal: " + err.Error())
	}
	return key
}
