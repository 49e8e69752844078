package srp

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"math/big"
	"time"
)

// Errors of what a client sends. They carry no secret and may be shown.
var (
	ErrPublicKey = errors.New("srp: not a public key of the group")
	ErrTimestamp = errors.New("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
	ErrVerifier  = errors.New("srp: salt or verifier out of range")
	ErrSecret    = errors.New("srp: server secret has the wrong length")
)

// maxPublicKeyDigits leaves room for the leading zeros some clients send.
const maxPublicKeyDigits = 2*byteSize + 16

// ParseA reads the client's public key: hex digits of any case, an odd number
// of them allowed, leading zeros allowed, and a value in [1, N). Anything else
// is ErrPublicKey; a key that is 0 mod N would let the client choose the
// session key (RFC 5054, section 2.5.4).
func ParseA(hex string) (*big.Int, error) {
	if len(hex) == 0 || len(hex) > maxPublicKeyDigits {
		return nil, ErrPublicKey
	}
	for _, c := range []byte(hex) {
		if !isHexDigit(c) {
			return nil, ErrPublicKey
		}
	}
	a, ok := new(big.Int).SetString(hex, 16)
	if !ok || !isPublicKey(a) {
		return nil, ErrPublicKey
	}
	return a, nil
}

func isHexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func isPublicKey(x *big.Int) bool { return x.Sign() > 0 && x.Cmp(modulus()) < 0 }

// Hex spells a number as Cognito sends SRP_B and SALT: lower-case digits
// without leading zeros.
func Hex(x *big.Int) string { return x.Text(16) }

// pad is PAD of the reference: the shortest two's-complement big-endian bytes
// of a non-negative number, as Java's BigInteger.toByteArray gives them. It is
// not the left-padding of RFC 5054.
func pad(x *big.Int) []byte { return padBytes(x.Bytes()) }

func padBytes(b []byte) []byte {
	b = bytes.TrimLeft(b, "\x00")
	if len(b) > 0 && b[0] < 0x80 {
		return b
	}
	return append([]byte{0}, b...)
}

// Signature returns the proof of the key K (PASSWORD_CLAIM_SIGNATURE before
// base64). For a device, poolName is its group key and user its device key.
// timestamp is the text as sent. Compare with hmac.Equal.
func Signature(key [KeySize]byte, poolName, user string, secretBlock []byte, timestamp string) []byte {
	mac := hmac.New(sha256.New, key[:])
	mac.Write([]byte(poolName))
	mac.Write([]byte(user))
	mac.Write(secretBlock)
	mac.Write([]byte(timestamp))
	return mac.Sum(nil)
}

const timestampLayout = "Mon Jan 2 15:04:05 UTC 2006"

// ParseTimestamp reads the TIMESTAMP of a proof, such as
// "Mon Jan 5 03:04:05 UTC 2026", to the second. A padded day, another zone or
// a weekday that does not fit the date is ErrTimestamp.
func ParseTimestamp(s string) (time.Time, error) {
	if len(s) > len(timestampLayout)+1 {
		return time.Time{}, ErrTimestamp
	}
	t, err := time.Parse(timestampLayout, s)
	if err != nil || t.Format(timestampLayout) != s {
		return time.Time{}, ErrTimestamp
	}
	return t, nil
}

// FormatTimestamp spells t for a proof.
func FormatTimestamp(t time.Time) string { return t.UTC().Format(timestampLayout) }
