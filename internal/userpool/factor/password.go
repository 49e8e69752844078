package factor

import (
	"context"
	"fmt"
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
	Hasher    Hasher
}

// Hasher is what passhash.Hasher does.
type Hasher interface {
	Hash(ctx context.Context, password string) (string, error)
	Verify(ctx context.Context, hash passhash.Hash, password string) (bool, error)
}

// Passwords makes and checks stored passwords.
type Passwords struct {
	deps             PasswordDeps
	decoy, hashDecoy userpool.Credential
}

// decoyHash is an Argon2id hash with the parameters of real ones. Its digest is
// of nothing: no password matches it.
const decoyHash = "$argon2id$v=19$m=19456,t=2,p=1$ZGVjb3lkZWNveWRlY295ZA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// The decoy of an SRP verifier is drawn, not made of a password: it has the
// size of a real one, less a byte to stay below the modulus, and no password is
// known to match it.
const decoySalt, decoyVerifier = 16, 383

// NewPasswords makes a Passwords.
func NewPasswords(deps PasswordDeps) (*Passwords, error) {
	decoy := userpool.Credential{Salt: make([]byte, decoySalt), Verifier: make([]byte, decoyVerifier)}
	if _, err := io.ReadFull(deps.Rand, decoy.Salt); err != nil {
		return nil, fmt.Errorf("draw a decoy: %w", err)
	}
	if _, err := io.ReadFull(deps.Rand, decoy.Verifier); err != nil {
		return nil, fmt.Errorf("draw a decoy: %w", err)
	}
	return &Passwords{deps: deps, decoy: decoy, hashDecoy: userpool.Credential{Hash: decoyHash}}, nil
}

// New makes the credential of a user called name.
func (p *Passwords) New(ctx context.Context, pool *userpool.Pool, name userpool.Username, password string) (userpool.Credential, error) {
	useSRP, err := p.deps.AllowsSRP(ctx, pool.ID)
	if err != nil {
		return userpool.Credential{}, err
	}
	if !useSRP {
		h, err := p.deps.Hasher.Hash(ctx, password)
		return userpool.Credential{Hash: h}, err
	}
	v, err := srp.NewVerifier(p.deps.Rand, pool.ID.Name(), string(name), password)
	return userpool.Credential{Salt: v.Salt, Verifier: v.V}, err
}

// Matches reports whether password is the user's. u may be nil: an unknown
// user, and one without a password, cost as much as a wrong password.
func (p *Passwords) Matches(ctx context.Context, pool *userpool.Pool, u *userpool.User, password string) bool {
	if u == nil || u.Password.IsZero() {
		p.matches(ctx, pool, "decoy", p.decoyFor(ctx, pool), password)
		return false
	}
	return p.matches(ctx, pool, u.Username, u.Password, password)
}

// decoyFor has the form that the pool's passwords have.
func (p *Passwords) decoyFor(ctx context.Context, pool *userpool.Pool) userpool.Credential {
	if useSRP, err := p.deps.AllowsSRP(ctx, pool.ID); err == nil && !useSRP {
		return p.hashDecoy
	}
	return p.decoy
}

func (p *Passwords) matches(ctx context.Context, pool *userpool.Pool, name userpool.Username, c userpool.Credential, password string) bool {
	if len(password) > userpool.MaxPasswordLength {
		return false
	}
	if c.Hash != "" {
		h, err := passhash.Parse(c.Hash)
		if err != nil {
			return false
		}
		ok, err := p.deps.Hasher.Verify(ctx, h, password)
		return err == nil && ok
	}
	return srp.Verifier{Salt: c.Salt, V: c.Verifier}.Matches(pool.ID.Name(), string(name), password)
}

// Reused reports whether the pool's history policy forbids the password: it is
// the current one or one of the last HistorySize.
func (p *Passwords) Reused(ctx context.Context, pool *userpool.Pool, u *userpool.User, password string) bool {
	n := pool.Password.HistorySize
	if n <= 0 {
		return false
	}
	past := u.PasswordHistory
	if !u.Password.IsZero() && u.PasswordExpires.IsZero() {
		past = append([]userpool.Credential{u.Password}, past...)
	}
	for _, c := range past[:min(n, len(past))] {
		if p.matches(ctx, pool, u.Username, c, password) {
			return true
		}
	}
	return false
}

// HistoryViolation is the answer to a reused password.
func HistoryViolation() *userpool.Error {
	return userpool.Errorf(userpool.PasswordHistoryViolation, "Password has previously been used")
}
