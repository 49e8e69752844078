package passhash

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"
)

const pbkdf2MaxRounds = 600000

// pbkdf2Hash is $pbkdf2-sha256$rounds$salt$digest, RFC 8018.
type pbkdf2Hash struct {
	rounds       uint32
	salt, digest []byte
}

func parsePBKDF2(text string) (Hash, error) {
	fields := strings.Split(text, "$")
	if len(fields) != 5 {
		return nil, ErrFormat
	}
	var h pbkdf2Hash
	var err error
	if h.rounds, err = parseNumber(fields[2], 1, pbkdf2MaxRounds); err != nil {
		return nil, err
	}
	// Passlib, which made this form popular, writes "." where base64 has "+".
	decode := func(text string) ([]byte, error) { return decodeBase64(strings.ReplaceAll(text, ".", "+")) }
	h.salt, h.digest, err = parseSaltAndDigest(fields[3], fields[4], decode)
	if err != nil {
		return nil, err
	}
	return h, nil
}

func (h pbkdf2Hash) String() string {
	return fmt.Sprintf("$pbkdf2-sha256$%d$%s$%s", h.rounds, encodeBase64(h.salt), encodeBase64(h.digest))
}

func (h pbkdf2Hash) matches(password string) bool {
	got, err := pbkdf2.Key(sha256.New, password, h.salt, int(h.rounds), len(h.digest))
	if err != nil {
		// Only FIPS mode refuses what parsePBKDF2 accepts: salts below 128 bits.
		return false
	}
	return subtle.ConstantTimeCompare(got, h.digest) == 1
}
