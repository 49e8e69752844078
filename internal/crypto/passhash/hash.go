package passhash

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

const (
	maxText   = 256
	maxSalt   = 64
	minDigest = 16
	maxDigest = 64
)

// Errors of Parse and ParseImport.
var (
	// ErrFormat: not a hash of a known, or of the stated, algorithm.
	ErrFormat = errors.New("passhash: not a password hash of the expected form")
	// ErrBounds: a parameter is beyond what Cognito accepts.
	ErrBounds = errors.New("passhash: a parameter of the password hash is out of bounds")
)

// Hash is a parsed hash, in bounds and ready for Hasher.Verify.
type Hash interface {
	// String is the text to store; Parse reads it.
	String() string
	matches(password string) bool
}

// Algorithm is the PasswordHashingAlgorithm of an import job.
type Algorithm string

// The algorithms of an import job.
const (
	Argon2id     Algorithm = "ARGON2ID"
	Bcrypt       Algorithm = "BCRYPT"
	PBKDF2SHA256 Algorithm = "PBKDF2_SHA256"
	Scrypt       Algorithm = "SCRYPT"
)

// Parse reads a stored hash of any algorithm.
func Parse(text string) (Hash, error) { return ParseImport(algorithmOf(text), text) }

// ParseImport reads the password_hash column of an import job. A hash of
// another algorithm than the job's is ErrFormat.
func ParseImport(algorithm Algorithm, text string) (Hash, error) {
	if len(text) > maxText || algorithm != algorithmOf(text) {
		return nil, ErrFormat
	}
	switch algorithm {
	case Argon2id:
		return parseArgon2id(text)
	case Bcrypt:
		return parseBcrypt(text)
	case PBKDF2SHA256:
		return parsePBKDF2(text)
	case Scrypt:
		return parseScrypt(text)
	default:
		return nil, ErrFormat
	}
}

// algorithmOf names the algorithm whose hashes start like text, or "".
func algorithmOf(text string) Algorithm {
	switch {
	case strings.HasPrefix(text, "$argon2id$"):
		return Argon2id
	case strings.HasPrefix(text, "$2"):
		return Bcrypt
	case strings.HasPrefix(text, "$pbkdf2-sha256$"):
		return PBKDF2SHA256
	case text != "" && '0' <= text[0] && text[0] <= '9':
		return Scrypt
	default:
		return ""
	}
}

// parseNumber reads a decimal number without sign or leading zeros, in
// [low, high].
func parseNumber(text string, low, high uint32) (uint32, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	if errors.Is(err, strconv.ErrRange) {
		return 0, ErrBounds
	}
	if err != nil || strconv.FormatUint(n, 10) != text {
		return 0, ErrFormat
	}
	if uint32(n) < low || uint32(n) > high {
		return 0, ErrBounds
	}
	return uint32(n), nil
}

// parseSaltAndDigest decodes the two with decode and bounds their lengths.
func parseSaltAndDigest(saltText, digestText string, decode func(string) ([]byte, error)) (salt, digest []byte, err error) {
	if salt, err = decode(saltText); err != nil {
		return nil, nil, ErrFormat
	}
	if digest, err = decode(digestText); err != nil {
		return nil, nil, ErrFormat
	}
	if len(salt) == 0 || len(salt) > maxSalt || len(digest) < minDigest || len(digest) > maxDigest {
		return nil, nil, ErrBounds
	}
	return salt, digest, nil
}

// decodeBase64 is strict, unpadded base64; line breaks, which the decoder
// would skip, are refused.
func decodeBase64(text string) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, ErrFormat
	}
	return base64.RawStdEncoding.Strict().DecodeString(text)
}

func encodeBase64(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }
