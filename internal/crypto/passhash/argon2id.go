package passhash

import (
	"crypto/subtle"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The upper bounds for imports are also what new hashes use; they are the
// first choice of the OWASP password storage guide.
const (
	argonMaxMemory  = 19456 // KiB
	argonMaxPasses  = 2
	argonMaxLanes   = 1
	argonMinMemory  = 8 // KiB a lane, RFC 9106 section 3.1
	argonSaltSize   = 16
	argonDigestSize = 32
)

// argon2id is $argon2id$v=19$m=…,t=…,p=…$salt$digest, RFC 9106.
type argon2id struct {
	memory, passes, lanes uint32
	salt, digest          []byte
}

func parseArgon2id(text string) (Hash, error) {
	fields := strings.Split(text, "$")
	if len(fields) != 6 || fields[2] != "v=19" {
		return nil, ErrFormat
	}
	var h argon2id
	parameters := strings.Split(fields[3], ",")
	if len(parameters) != 3 {
		return nil, ErrFormat
	}
	for i, parameter := range []struct {
		name      string
		into      *uint32
		low, high uint32
	}{{"m=", &h.memory, argonMinMemory, argonMaxMemory}, {"t=", &h.passes, 1, argonMaxPasses}, {"p=", &h.lanes, 1, argonMaxLanes}} {
		value, ok := strings.CutPrefix(parameters[i], parameter.name)
		if !ok {
			return nil, ErrFormat
		}
		var err error
		if *parameter.into, err = parseNumber(value, parameter.low, parameter.high); err != nil {
			return nil, err
		}
	}
	var err error
	h.salt, h.digest, err = parseSaltAndDigest(fields[4], fields[5], decodeBase64)
	if err != nil {
		return nil, err
	}
	return h, nil
}

func (h argon2id) String() string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", h.memory, h.passes, h.lanes, encodeBase64(h.salt), encodeBase64(h.digest))
}

func (h argon2id) matches(password string) bool {
	return subtle.ConstantTimeCompare(h.derive(password, len(h.digest)), h.digest) == 1
}

func (h argon2id) derive(password string, size int) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, uint8(h.lanes), uint32(size))
}
