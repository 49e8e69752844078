package server

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/seal"
)

// Ring is a keyring that follows its source: when something was sealed with a
// master key it does not know, another process has added one, and it looks
// again. Without that a rotation would need a pause.
type Ring struct {
	*seal.Keyring
	source seal.Source

	mu     sync.Mutex
	looked time.Time
}

// lookAgain bounds how often the source is asked because of unknown keys: the
// sealed bytes could be anything.
const lookAgain = time.Second

// Open is Keyring.Open with one look at the source when the key is unknown.
func (r *Ring) Open(sealed, aad []byte) ([]byte, error) {
	plain, err := r.Keyring.Open(sealed, aad)
	var unknown *seal.UnknownKeyError
	if errors.As(err, &unknown) && r.mayLook() && r.Reload(context.Background()) == nil {
		return r.Keyring.Open(sealed, aad)
	}
	return plain, err
}

func (r *Ring) mayLook() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.looked) < lookAgain {
		return false
	}
	r.looked = time.Now()
	return true
}

// Reload takes over the keys of the source.
func (r *Ring) Reload(ctx context.Context) error {
	ring, err := r.source.Load(ctx)
	if err != nil {
		return err
	}
	r.Replace(ring)
	return nil
}

// ErrNoVault says that the master keys are where the program cannot change
// them.
var ErrNoVault = errors.New("the master keys come from COGNATE_MASTER_KEY: put a new key in front there, restart every node, and run this again to re-seal")

// Rotate makes a new master key, keeps the old ones for what they sealed, and
// stores the keyring.
func (s *Storage) Rotate(ctx context.Context, deps Deps) error {
	deps = deps.complete()
	return s.change(ctx, func(ring *seal.Keyring) (*seal.Keyring, error) { return ring.Rotate(deps.Rand, deps.Now()) })
}

// DropOld forgets every master key but the active one. What is still sealed
// with another is lost: call it only after Reseal.
func (s *Storage) DropOld(ctx context.Context) error {
	return s.change(ctx, func(ring *seal.Keyring) (*seal.Keyring, error) {
		for _, k := range ring.Keys()[1:] {
			next, err := ring.Drop(k.ID())
			if err != nil {
				return nil, err
			}
			ring = next
		}
		return ring, nil
	})
}

func (s *Storage) change(ctx context.Context, step func(*seal.Keyring) (*seal.Keyring, error)) error {
	vault, ok := s.Ring.source.(seal.Vault)
	if !ok {
		return ErrNoVault
	}
	next, err := step(s.Ring.Keyring)
	if err != nil {
		return err
	}
	if err := vault.Save(ctx, next); err != nil {
		return err
	}
	s.Ring.Replace(next)
	return nil
}
