package grant

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
)

// checkChallenge refuses a code_challenge without its method or the other way
// round, and every method but S256: `plain` protects nothing that TLS does not.
func checkChallenge(challenge, method string) error {
	switch {
	case challenge == "" && method == "":
		return nil
	case method != "S256":
		return failf(InvalidRequest, "code_challenge_method must be S256")
	}
	if b, err := base64.RawURLEncoding.Strict().DecodeString(challenge); err != nil || len(b) != sha256.Size {
		return failf(InvalidRequest, "code_challenge is not a SHA-256 hash in base64url")
	}
	return nil
}

// verifies reports whether the verifier is the one of the challenge (RFC 7636
// 4.6). A verifier where there was no challenge is refused as well: an attacker
// who strips the challenge from a request must not get away with it.
func verifies(challenge, verifier string) bool {
	if challenge == "" {
		return verifier == ""
	}
	if len(verifier) < 43 || len(verifier) > 128 {
		return false
	}
	h := sha256.Sum256([]byte(verifier))
	sum := base64.RawURLEncoding.EncodeToString(h[:])
	return subtle.ConstantTimeCompare([]byte(sum), []byte(challenge)) == 1
}
