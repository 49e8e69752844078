// Package localkms stands in for AWS KMS where codes are encrypted for custom
// senders and no AWS is at hand: it makes data keys, and it answers the Decrypt
// call with which handlers open them.
//
// It owns the sealed form of a data key and the Decrypt operation of the KMS
// API. There is no key to manage: any key ARN works, and the installation's
// keyring seals. Who may decrypt is decided by the function that is injected.
//
// Invariant: a data key opens only under the key ARN and the encryption context
// that it was made for.
package localkms

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"slices"

	"github.com/cognate-id/cognate/internal/crypto/sdkmessage"
)

const (
	dataKeySize   = 32
	sealedVersion = 1
	purpose       = "cognate local kms data key"
)

// Deps are what Keys need.
type Deps struct {
	// Seal and Open are authenticated encryption under the keyring. Open fails
	// unless it is given the additional data that Seal had.
	Seal func(plaintext, additional []byte) []byte
	Open func(sealed, additional []byte) ([]byte, error)
	// Allow checks the signature of a request and whether its signer may do
	// action (such as kms:Decrypt) with the key. keyARN is "" when the request
	// names none that could be read. To choose what the client is told it
	// returns a *Refusal.
	Allow func(r *http.Request, body []byte, action, keyARN string) error
	Rand  io.Reader
	Log   *slog.Logger
}

// Keys makes and opens data keys. It is safe for concurrent use.
type Keys struct{ deps Deps }

// New makes Keys.
func New(deps Deps) *Keys { return &Keys{deps} }

// GenerateDataKey makes a data key for keyARN and the encryption context.
func (k *Keys) GenerateDataKey(_ context.Context, keyARN string, encryptionContext map[string]string) (sdkmessage.DataKey, error) {
	if keyARN == "" || len(keyARN) > math.MaxUint16 {
		return sdkmessage.DataKey{}, errors.New("localkms: the pool's KMSKeyID is empty or too long")
	}
	plain := make([]byte, dataKeySize)
	if _, err := io.ReadFull(k.deps.Rand, plain); err != nil {
		return sdkmessage.DataKey{}, fmt.Errorf("make a data key: %w", err)
	}
	sealed := append([]byte{sealedVersion}, text(keyARN)...)
	sealed = append(sealed, k.deps.Seal(plain, additional(keyARN, encryptionContext))...)
	return sdkmessage.DataKey{Plain: plain, Sealed: sealed, Name: keyARN}, nil
}

// errCiphertext says that a sealed data key does not open here.
var errCiphertext = errors.New("localkms: the ciphertext was not made here, or for another context")

// open gives the data key inside blob.
func (k *Keys) open(blob []byte, encryptionContext map[string]string) ([]byte, error) {
	keyARN, sealed, ok := split(blob)
	if !ok {
		return nil, errCiphertext
	}
	plain, err := k.deps.Open(sealed, additional(keyARN, encryptionContext))
	if err != nil {
		return nil, errors.Join(errCiphertext, err)
	}
	return plain, nil
}

// split reads the key ARN in front of the sealed key.
func split(blob []byte) (keyARN string, sealed []byte, ok bool) {
	if len(blob) < 3 || blob[0] != sealedVersion {
		return "", nil, false
	}
	n := int(binary.BigEndian.Uint16(blob[1:]))
	if n == 0 || len(blob) < 3+n {
		return "", nil, false
	}
	return string(blob[3 : 3+n]), blob[3+n:], true
}

// additional binds a data key to what it was made for.
func additional(keyARN string, encryptionContext map[string]string) []byte {
	b := append(text(purpose), text(keyARN)...)
	for _, name := range slices.Sorted(maps.Keys(encryptionContext)) {
		b = append(b, text(name)...)
		b = append(b, text(encryptionContext[name])...)
	}
	return b
}

// text prints s behind its length, so that two texts cannot run together.
func text(s string) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(min(len(s), math.MaxUint16))), s...)
}
