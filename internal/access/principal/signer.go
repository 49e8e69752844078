package principal

import "github.com/cognate-id/cognate/internal/access"

// A Signer is the caller of a signed request: a user or the root by a key of
// its own, or the session of a user, role or federated user.
type Signer struct {
	Caller  access.Caller
	OwnerID string   // unique id of its role or user; empty for the root
	Session *Session // nil for long-term keys
}

// SignerOf makes the signer of a user's own keys.
func SignerOf(u *User, a Account) Signer { return Signer{Caller: u.Caller(a), OwnerID: u.ID} }
