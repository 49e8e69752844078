package passhash

import (
	"strings"

	"golang.org/x/crypto/bcrypt"
)

const (
	bcryptMaxCost  = 12
	bcryptSize     = 60
	bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

// bcryptHash is $2<a|b|x|y>$<cost>$ and 53 characters. Only the first 72 bytes
// of a password count.
type bcryptHash struct{ text string }

func parseBcrypt(text string) (Hash, error) {
	if len(text) != bcryptSize || !strings.Contains("abxy", text[2:3]) || text[3] != '$' || text[6] != '$' {
		return nil, ErrFormat
	}
	if strings.Trim(text[7:], bcryptAlphabet) != "" {
		return nil, ErrFormat
	}
	if _, err := parseNumber(strings.TrimPrefix(text[4:6], "0"), uint32(bcrypt.MinCost), bcryptMaxCost); err != nil {
		return nil, err
	}
	return bcryptHash{text}, nil
}

func (h bcryptHash) String() string { return h.text }

func (h bcryptHash) matches(password string) bool {
	if bcrypt.CompareHashAndPassword([]byte(h.text), []byte(password)) != nil {
		return false
	}
	// $2x$ marks hashes of an old program that mixed up bytes of 128 and more.
	// Two such passwords could share a hash, so they do not sign in here.
	return h.text[2] != 'x' || isASCII(password)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
