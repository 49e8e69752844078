package passhash

import (
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"math/bits"
	"strings"

	"golang.org/x/crypto/scrypt"
)

const (
	scryptMaxN = 65536
	scryptMaxR = 8
	scryptMaxP = 1
)

// scryptHash is N$r$p$salt$digest in decimal and hex, RFC 7914. N is the cost
// itself, not its logarithm.
type scryptHash struct {
	n, r, p      uint32
	salt, digest []byte
}

func parseScrypt(text string) (Hash, error) {
	fields := strings.Split(text, "$")
	if len(fields) != 5 {
		return nil, ErrFormat
	}
	var h scryptHash
	var err error
	if h.n, err = parseNumber(fields[0], 2, scryptMaxN); err != nil {
		return nil, err
	}
	if bits.OnesCount32(h.n) != 1 {
		return nil, ErrBounds
	}
	if h.r, err = parseNumber(fields[1], 1, scryptMaxR); err != nil {
		return nil, err
	}
	if h.p, err = parseNumber(fields[2], 1, scryptMaxP); err != nil {
		return nil, err
	}
	h.salt, h.digest, err = parseSaltAndDigest(fields[3], fields[4], hex.DecodeString)
	if err != nil {
		return nil, err
	}
	return h, nil
}

func (h scryptHash) String() string {
	return fmt.Sprintf("%d$%d$%d$%x$%x", h.n, h.r, h.p, h.salt, h.digest)
}

func (h scryptHash) matches(password string) bool {
	got, err := scrypt.Key([]byte(password), h.salt, int(h.n), int(h.r), int(h.p), len(h.digest))
	if err != nil {
		panic("cognate: internal error: passhash: " + err.Error()) // parseScrypt lets no bad parameter through
	}
	return subtle.ConstantTimeCompare(got, h.digest) == 1
}
