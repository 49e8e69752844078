package principal

import (
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"io"

	"github.com/cognate-id/cognate/internal/access"
)

// The prefixes of unique ids say what they are ids of.
const (
	RolePrefix         = "AROA"
	UserPrefix         = "AIDA"
	PolicyPrefix       = "ANPA"
	AccessKeyPrefix    = "AKIA"
	TemporaryKeyPrefix = "ASIA"
)

const (
	idAlphabet    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	idRandom      = 17 // characters after the prefix
	keyIDRandom   = 10 // bytes, which are 16 characters after the prefix
	secretKeySize = 30 // bytes, which are 40 characters
)

// NewID makes a unique id with one of the prefixes for roles, users and
// policies.
func NewID(prefix string, rand io.Reader) (string, error) {
	// The greatest multiple of the alphabet's size: bytes above would make
	// some characters likelier than others.
	const fair = 256 / len(idAlphabet) * len(idAlphabet)
	id := []byte(prefix)
	var b [1]byte
	for len(id) < len(prefix)+idRandom {
		if _, err := io.ReadFull(rand, b[:]); err != nil {
			return "", fmt.Errorf("make unique id: %w", err)
		}
		if int(b[0]) < fair {
			id = append(id, idAlphabet[int(b[0])%len(idAlphabet)])
		}
	}
	return string(id), nil
}

// accessKeyID writes 10 bytes as the id of an access key: [A-Z2-7]{16} after
// the prefix.
func accessKeyID(prefix string, b []byte) string {
	return prefix + base32.StdEncoding.EncodeToString(b[:keyIDRandom])
}

// secretKey writes 30 bytes as a secret access key of 40 characters.
func secretKey(b []byte) access.Secret {
	return access.Secret(base64.StdEncoding.EncodeToString(b[:secretKeySize]))
}
