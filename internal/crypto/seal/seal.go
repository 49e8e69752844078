package seal

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
)

const (
	version    = 1
	headerSize = 1 + len(KeyID{})
	// Overhead is how many bytes longer sealed data is than its plaintext.
	Overhead = headerSize + nonceSize + tagSize
	// MaxToken is the greatest length in characters of a sealed token: what
	// Cognito allows for a session string.
	MaxToken = 2048
	// MaxTokenPlaintext is the greatest length in bytes of a token's content.
	MaxTokenPlaintext = MaxToken*3/4 - Overhead
)

// Errors of Open and of the token functions.
var (
	// ErrFormat: the bytes were not made by Seal.
	ErrFormat = errors.New("seal: not sealed data of a known version")
	// ErrOpen: sealed data was changed, or moved to another place than it was
	// sealed for.
	ErrOpen = errors.New("seal: sealed data does not open here: it was changed, or copied from another row or column")
	// ErrTooLong: the content does not fit a token.
	ErrTooLong = fmt.Errorf("seal: a token holds at most %d bytes", MaxTokenPlaintext)
)

// UnknownKeyError tells that a master key is needed which the keyring lacks.
type UnknownKeyError struct{ ID KeyID }

func (e *UnknownKeyError) Error() string {
	return "seal: master key " + e.ID.String() + " is not in the keyring: " +
		"add it back from a backup of the keyring, or load the keyring that this database was written with"
}

// Seal encrypts plaintext under the active key. aad is not stored; Open needs
// the same. Use Place for a column of a row.
func (r *Keyring) Seal(plaintext, aad []byte) []byte {
	key := r.Active()
	out := make([]byte, headerSize+nonceSize, Overhead+len(plaintext))
	out[0] = version
	copy(out[1:], key.id[:])
	nonce := out[headerSize:]
	rand.Read(nonce) // cannot fail: the program stops instead
	aead, recordNonce := key.cipher.record(nonce)
	return aead.Seal(out, recordNonce, plaintext, boundTo(out[:headerSize], aad))
}

// Open decrypts what Seal returned. The error is ErrFormat, ErrOpen or an
// *UnknownKeyError. The result never shares memory with sealed.
func (r *Keyring) Open(sealed, aad []byte) ([]byte, error) {
	id, err := keyIDOf(sealed)
	if err != nil {
		return nil, err
	}
	key, err := r.find(id)
	if err != nil {
		return nil, err
	}
	header, nonce := sealed[:headerSize], sealed[headerSize:headerSize+nonceSize]
	aead, recordNonce := key.cipher.record(nonce)
	plaintext, err := aead.Open(nil, recordNonce, sealed[headerSize+nonceSize:], boundTo(header, aad))
	if err != nil {
		return nil, ErrOpen
	}
	return plaintext, nil
}

// NeedsReseal tells whether sealed data would keep an older key in use: it is
// not sealed under the active one.
func (r *Keyring) NeedsReseal(sealed []byte) bool {
	id, err := keyIDOf(sealed)
	return err != nil || id != r.Active().id
}

// SealToken seals into a string of at most MaxToken letters, digits, "-" and
// "_". Content longer than MaxTokenPlaintext is ErrTooLong.
func (r *Keyring) SealToken(plaintext, aad []byte) (string, error) {
	if len(plaintext) > MaxTokenPlaintext {
		return "", ErrTooLong
	}
	return base64.RawURLEncoding.EncodeToString(r.Seal(plaintext, aad)), nil
}

// OpenToken opens what SealToken returned, with the errors of Open.
func (r *Keyring) OpenToken(token string, aad []byte) ([]byte, error) {
	if len(token) > MaxToken {
		return nil, ErrFormat
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(token)
	// The decoder skips line breaks; a token with them is not one we made.
	if err != nil || base64.RawURLEncoding.EncodedLen(len(sealed)) != len(token) {
		return nil, ErrFormat
	}
	return r.Open(sealed, aad)
}

// Place is the additional data that binds sealed bytes to where they are
// stored, so that a value copied to another row or column does not open.
func Place(table, primaryKey, column string) []byte {
	var out []byte
	for _, part := range []string{table, primaryKey, column} {
		// With their lengths, the parts of two places cannot run together.
		out = binary.AppendUvarint(out, uint64(len(part)))
		out = append(out, part...)
	}
	return out
}

func boundTo(header, aad []byte) []byte {
	return append(append(make([]byte, 0, len(header)+len(aad)), header...), aad...)
}

func keyIDOf(sealed []byte) (KeyID, error) {
	if len(sealed) < Overhead || sealed[0] != version {
		return KeyID{}, ErrFormat
	}
	return KeyID(sealed[1:headerSize]), nil
}
