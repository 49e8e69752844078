// Package codes draws the short random texts of a user pool: confirmation
// codes, identifiers and temporary passwords, each in Cognito's form.
//
// It does not store them, limit attempts or decide how long they live.
// Invariant: every text of a form is equally likely (no modulo bias), and the
// only error of the drawing functions is that of the random source.
package codes

import (
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
)

const (
	digits    = "0123456789"
	lower     = "abcdefghijklmnopqrstuvwxyz"
	upper     = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	base36    = digits + lower
	base62    = digits + lower + upper
	batchSize = 64
)

// Numeric draws a code of n decimal digits; Cognito uses 6, and 8 for one-time
// passwords as a first factor.
func Numeric(rand io.Reader, n int) (string, error) { return draw(rand, digits, n) }

// Equal tells whether two codes are equal, in time that depends on their
// lengths only. An empty code equals nothing: a code that was never issued must
// not be redeemed by sending none.
func Equal(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// PoolSuffix draws what follows "<region>_" in a user pool's id: 9 letters and
// digits.
func PoolSuffix(rand io.Reader) (string, error) { return draw(rand, base62, 9) }

// ClientID draws an app client's id: 26 lower-case letters and digits.
func ClientID(rand io.Reader) (string, error) { return draw(rand, base36, 26) }

// ClientSecret draws an app client's secret: 52 lower-case letters and digits,
// 268 bits.
func ClientSecret(rand io.Reader) (string, error) { return draw(rand, base36, 52) }

// DeviceGroupKey draws a device group key: "-" and 8 letters and digits.
func DeviceGroupKey(rand io.Reader) (string, error) {
	key, err := draw(rand, base62, 8)
	return "-" + key, err
}

// ImportJobID draws the id of a user import job: "import-" and 10 letters and
// digits.
func ImportJobID(rand io.Reader) (string, error) {
	id, err := draw(rand, base62, 10)
	return "import-" + id, err
}

// UUID draws a version 4 UUID in its lower-case text form.
func UUID(rand io.Reader) (string, error) {
	var id [16]byte
	if _, err := io.ReadFull(rand, id[:]); err != nil {
		return "", fmt.Errorf("draw uuid: %w", err)
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	text := make([]byte, 0, 36)
	for i, end := range []int{4, 6, 8, 10, 16} {
		start := []int{0, 4, 6, 8, 10}[i]
		if i > 0 {
			text = append(text, '-')
		}
		text = hex.AppendEncode(text, id[start:end])
	}
	return string(text), nil
}

// draw returns n characters of the alphabet. A byte beyond the last whole
// multiple of the alphabet's size would favour its first characters, so such
// bytes are drawn again.
func draw(rand io.Reader, alphabet string, n int) (string, error) {
	limit := 256 - 256%len(alphabet)
	text := make([]byte, 0, n)
	var batch [batchSize]byte
	for len(text) < n {
		chunk := batch[:min(batchSize, n-len(text))]
		if _, err := io.ReadFull(rand, chunk); err != nil {
			return "", fmt.Errorf("draw code: %w", err)
		}
		for _, b := range chunk {
			if int(b) < limit {
				text = append(text, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(text), nil
}
