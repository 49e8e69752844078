package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Ghosts stand in for users that do not exist, for clients that hide existence
// (PreventUserExistenceErrors). A ghost is a user that no store holds but that
// limits and codes can be counted for like for any other, so that an unknown
// name meets the same limits, does the same work and gets the same answers as
// a known one.
type Ghosts struct {
	// Secret gives a key of this installation for the label. Without it nobody
	// can tell a ghost by recomputing it.
	Secret func(label string) []byte
}

// Of gives the ghost of a typed name; it is the same at every call.
func (g Ghosts) Of(p *userpool.Pool, typed string) *userpool.User {
	return &userpool.User{
		Pool: p.ID, Sub: uuidText(g.digest("ghost", p, typed)), Username: userpool.Username(typed),
		Enabled: true, Status: userpool.Confirmed, Attributes: userpool.Attributes{},
	}
}

// Address invents where a code for the typed name would go. A typed address
// that is among choices is taken as it is, since that is what its owner would
// see; otherwise it is a made-up address in the first of choices, the same at
// every call. ok is false without any choice.
func (g Ghosts) Address(p *userpool.Pool, typed string, choices []userpool.AttributeName) (a Address, ok bool) {
	switch {
	case len(choices) == 0:
		return Address{}, false
	case slices.Contains(choices, userpool.AttrEmail) && IsEmail(typed):
		return Address{userpool.AttrEmail, typed}, true
	case slices.Contains(choices, userpool.AttrPhone) && IsPhone(typed):
		return Address{userpool.AttrPhone, typed}, true
	}
	d := g.digest("address", p, typed)
	if choices[0] == userpool.AttrPhone {
		return Address{userpool.AttrPhone, inventPhone(d)}, true
	}
	letter := func(b byte) string { return string('a' + rune(b%26)) }
	return Address{userpool.AttrEmail, letter(d[0]) + "@" + letter(d[1])}, true
}

// inventPhone makes a number of eleven digits, the commonest length.
func inventPhone(d []byte) string {
	digits := make([]byte, 11)
	for i := range digits {
		digits[i] = '0' + d[i]%10
	}
	return "+" + string(digits)
}

func (g Ghosts) digest(use string, p *userpool.Pool, typed string) []byte {
	mac := hmac.New(sha256.New, g.Secret("unknown user "+use))
	mac.Write([]byte(p.ID))
	mac.Write([]byte{0})
	mac.Write([]byte(p.Fold(typed)))
	return mac.Sum(nil)
}

func uuidText(d []byte) userpool.Sub {
	h := hex.EncodeToString(d[:16])
	return userpool.Sub(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}
