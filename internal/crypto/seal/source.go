package seal

import (
	"context"
	"errors"
)

// Source is where an installation's keyring comes from.
type Source interface {
	// Load returns the keyring. It is called at start and again to notice a
	// rotation made by another process. A source that has none and may not
	// make one answers ErrNoKeyring; every error says what to do.
	Load(ctx context.Context) (*Keyring, error)
}

// Vault is a Source that can also store, which rotation needs.
type Vault interface {
	Source
	// Save replaces the stored keyring, atomically and durably: after a crash
	// either the old or the new one is there.
	Save(ctx context.Context, ring *Keyring) error
}

// Wrapper encrypts a whole keyring under a key held elsewhere, such as a key
// management service. Implementations are safe for concurrent use.
type Wrapper interface {
	Wrap(ctx context.Context, plaintext []byte) ([]byte, error)
	Unwrap(ctx context.Context, wrapped []byte) ([]byte, error)
}

// ErrNoKeyring tells that a source has no keyring and was not allowed to make
// one: opening an existing database with a new key would lose its secrets.
var ErrNoKeyring = errors.New("seal: there is no keyring")
