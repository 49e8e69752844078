package factor

import (
	"context"
	"io"

	"github.com/cognate-id/cognate/internal/crypto/passhash"
	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/userpool"
)

// PasswordDeps are what Passwords needs.
type PasswordDeps struct {
	Rand io.Reader
	// AllowsSRP reports whether some client of the pool may use SRP. A pool
	// where none may keeps Argon2id hashes, which are dearer to guess from.
	AllowsSRP func(ctx context.Context, pool userpool.PoolID) (bool, error)
}

// Passwords makes and checks stored passwords.
type Passwords struct {
	deps  PasswordDeps
	decoy userpool.Credential
}

// NewPasswords makes a Passwords.
func NewPasswords(deps PasswordDeps) (*Passwords, error) {
	v, err := srp.NewVerifier(deps.Rand, "decoy", "decoy", "decoy")
	if err != nil {
		return nil, err
	}
	return &Passwords{deps: deps, decoy: userpool.Credential{Salt: v.Salt, Verifier: v.V}}, nil
}

// New makes the credential of a user called name.
func (p *Passwords) New(ctx context.Context, pool *userpool.Pool, name userpool.Username, password string) (userpool.Credential, error) {
	useSRP, err := p.deps.AllowsSRP(ctx, pool.ID)
	if err != nil {
		return userpool.Credential{}, err
	}
	if !useSRP {
		h, err := passhash.Hash(p.deps.Rand, password)
		return userpool.Credential{Hash: h}, err
	}
	v, err := srp.NewVerifier(p.deps.Rand, pool.ID.Name(), string(name), password)
	return userpool.Credential{Salt: v.Salt, Verifier: v.V}, err
}

// Matches reports whether password is the user's. u may be nil: an unknown
// user, and one without a password, cost as much as a wrong password.
func (p *Passwords) Matches(pool *userpool.Pool, u *userpool.User, password string) bool {
	if u == nil || u.Password.IsZero() {
		p.matches(pool, "decoy", p.decoy, password)
		return false
	}
	return p.matches(pool, u.Username, u.Password, password)
}

func (p *Passwords) matches(pool *userpool.Pool, name userpool.Username, c userpool.Credential, password string) bool {
	if len(password) > userpool.MaxPasswordLength {
		return false
	}
	if c.Hash != "" {
		return passhash.Verify(c.Hash, password)
	}
	return srp.Verifier{Salt: c.Salt, V: c.Verifier}.Matches(pool.ID.Name(), string(name), password)
}

// Reused reports whether the pool's history policy forbids the password: it is
// the current one or one of the last HistorySize.
func (p *Passwords) Reused(pool *userpool.Pool, u *userpool.User, password string) bool {
	n := pool.Password.HistorySize
	if n <= 0 {
		return false
	}
	past := u.PasswordHistory
	if !u.Password.IsZero() && u.PasswordExpires.IsZero() {
		past = append([]userpool.Credential{u.Password}, past...)
	}
	for _, c := range past[:min(n, len(past))] {
		if p.matches(pool, u.Username, c, password) {
			return true
		}
	}
	return false
}

// HistoryViolation is the answer to a reused password.
func HistoryViolation() *userpool.Error {
	return userpool.Errorf(userpool.PasswordHistoryViolation, "Password has previously been used")
}
