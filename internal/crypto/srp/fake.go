package srp

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
)

// The functions below answer for a user who does not exist when
// PreventUserExistenceErrors is on. They are deterministic in all arguments,
// and secret must be unknown outside: a salt that changed between two requests
// would tell that the user does not exist. username is what the client typed,
// folded as the pool folds user names.

// FakeSalt returns the salt of a user who does not exist.
func FakeSalt(secret []byte, pool, username string) []byte {
	return expand(secret, "salt", pool, username, saltSize)
}

// FakeVerifier returns a verifier with FakeSalt that no password is known for.
// It costs a few microseconds, as reading a stored one does; the exchange that
// follows costs the same as a real one.
func FakeVerifier(secret []byte, pool, username string) Verifier {
	t := group()
	root := new(big.Int).SetBytes(expand(secret, "verifier", pool, username, byteSize))
	v := t.fromInt(root.Mod(root, modulus()))
	v.square(v) // real verifiers are powers of g, which are squares too
	return Verifier{Salt: FakeSalt(secret, pool, username), V: v.bytes()}
}

// FakeUserID returns the USER_ID_FOR_SRP of a user who does not exist: the
// text of a version 4 UUID.
func FakeUserID(secret []byte, pool, username string) string {
	id := expand(secret, "user", pool, username, 16)
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	h := hex.EncodeToString(id)
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// expand derives size bytes; the lengths keep (pool, username) pairs apart.
func expand(secret []byte, purpose, pool, username string, size int) []byte {
	info := fmt.Sprintf("cognate srp fake %s %d:%s%d:%s", purpose, len(pool), pool, len(username), username)
	out, err := hkdf.Key(sha256.New, secret, nil, info, size)
	if err != nil {
		panic("cognate: internal error: srp: " + err.Error())
	}
	return out
}
