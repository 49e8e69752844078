// Package totp makes and checks the codes of authenticator apps as Cognito's
// software tokens use them: RFC 6238 with SHA-1, six digits and 30-second
// steps, one step of clock difference allowed either way.
//
// It does not remember which codes were used: Match returns the step, and the
// caller accepts a step only if it is later than the last accepted one.
package totp

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

const (
	// Digits is the length of a code.
	Digits = 6
	// Period is how long a step lasts.
	Period = 30 * time.Second

	skew       = 1 // steps
	secretSize = 32
	modulus    = 1_000_000
	// maxSecret bounds an imported secret, in characters.
	maxSecret = 256
)

// ErrSecret tells that a secret is not base32.
var ErrSecret = errors.New("totp: the secret is not unpadded base32")

// Secret is the key shared with an authenticator app. The zero Secret matches
// no code.
type Secret struct{ key []byte }

// NewSecret draws a secret of 256 bits. The only error is that of rand.
func NewSecret(rand io.Reader) (Secret, error) {
	key := make([]byte, secretSize)
	if _, err := io.ReadFull(rand, key); err != nil {
		return Secret{}, fmt.Errorf("draw totp secret: %w", err)
	}
	return Secret{key}, nil
}

// ParseSecret reads a secret in base32, capital letters, no padding. The error
// is ErrSecret.
func ParseSecret(text string) (Secret, error) {
	if text == "" || len(text) > maxSecret {
		return Secret{}, ErrSecret
	}
	key, err := encoding().DecodeString(text)
	// The decoder skips line breaks and trailing bits; one secret has one text.
	if err != nil || encoding().EncodeToString(key) != text {
		return Secret{}, ErrSecret
	}
	return Secret{key}, nil
}

// Text is the SecretCode to type into an app: 52 characters for a secret made
// here.
func (s Secret) Text() string { return encoding().EncodeToString(s.key) }

// String hides the secret from logs.
func (s Secret) String() string { return "totp secret" }

// GoString hides the secret from logs.
func (s Secret) GoString() string { return s.String() }

// Step is the number of the period that holds t.
func Step(t time.Time) int64 { return t.Unix() / int64(Period/time.Second) }

// Code is the six-digit code of a step.
func (s Secret) Code(step int64) string {
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac := hmac.New(sha1.New, s.key)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	number := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", Digits, number%modulus)
}

// Match tells whether code is that of now or of a neighbouring step, and of
// which; of two equal codes it names the later step. It takes the same time
// whichever step matches.
func (s Secret) Match(code string, now time.Time) (step int64, ok bool) {
	if len(s.key) == 0 {
		return 0, false
	}
	current := Step(now)
	for candidate := current - skew; candidate <= current+skew; candidate++ {
		if subtle.ConstantTimeCompare([]byte(s.Code(candidate)), []byte(code)) == 1 {
			step, ok = candidate, true
		}
	}
	return step, ok
}

func encoding() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }
