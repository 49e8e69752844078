// Package cursor prints and reads the paging tokens of list operations.
//
// A token holds the key of the last row of a page and is bound to one list
// (kind of row, pool, and whatever else selects it), so that the token of one
// list is refused by another. Clients see opaque text. Tokens hold no secret
// and grant nothing: they only say where to go on, so they are not sealed, and
// a forged one can do no more than start a page elsewhere in the same list.
package cursor

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
)

// ErrInvalid is answered for text that is no token of the list.
var ErrInvalid = errors.New("not a paging token of this list")

// MaxKey bounds the key inside a token, in bytes.
const MaxKey = 4096

const (
	version = 1
	bound   = 8 // bytes of the list's fingerprint inside the token
)

// Print makes the token that goes on after key in the list. Print gives ""
// for an empty key, which means that there is no further page.
func Print(key string, list ...string) string {
	if key == "" {
		return ""
	}
	raw := append([]byte{version}, fingerprint(list)...)
	return base64.RawURLEncoding.EncodeToString(append(raw, key...))
}

// Parse gives the key inside the token of the list; an empty token is the
// start of the list. Anything else is ErrInvalid.
func Parse(token string, list ...string) (key string, err error) {
	if token == "" {
		return "", nil
	}
	if len(token) > base64.RawURLEncoding.EncodedLen(1+bound+MaxKey) {
		return "", ErrInvalid
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) <= 1+bound || raw[0] != version || string(raw[1:1+bound]) != string(fingerprint(list)) {
		return "", ErrInvalid
	}
	return string(raw[1+bound:]), nil
}

func fingerprint(list []string) []byte {
	sum := sha256.Sum256([]byte(strings.Join(list, "\x00")))
	return sum[:bound]
}
