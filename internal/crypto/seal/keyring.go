package seal

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"
)

// maxKeys bounds a keyring, so that a wrapped one fits the 4 KiB that AWS KMS
// encrypts at once.
const maxKeys = 32

// Keyring is the master keys of an installation: one active, which seals, and
// older ones, which still open. It is safe for concurrent use, also while
// Replace runs.
type Keyring struct {
	// keys has the active key first. It is never changed, only exchanged.
	keys atomic.Pointer[[]*Key]
}

// NewKeyring returns a keyring that seals with active and opens with all.
func NewKeyring(active *Key, older ...*Key) (*Keyring, error) {
	keys := append([]*Key{active}, older...)
	if len(keys) > maxKeys {
		return nil, fmt.Errorf("seal: a keyring holds at most %d keys: drop old ones after re-sealing", maxKeys)
	}
	seen := map[KeyID]bool{}
	for _, k := range keys {
		if seen[k.id] {
			return nil, fmt.Errorf("seal: %v is in the keyring twice", k)
		}
		seen[k.id] = true
	}
	ring := &Keyring{}
	ring.keys.Store(&keys)
	return ring, nil
}

// Generate returns a keyring with one new key.
func Generate(rand io.Reader, now time.Time) (*Keyring, error) {
	key, err := NewKey(rand, now)
	if err != nil {
		return nil, err
	}
	return NewKeyring(key)
}

// Keys returns the keys, the active one first.
func (r *Keyring) Keys() []*Key { return slices.Clone(*r.keys.Load()) }

// Active returns the key that seals.
func (r *Keyring) Active() *Key { return (*r.keys.Load())[0] }

// Rotate returns a keyring with a new active key that still opens everything.
// The order of a rotation: save the result, Replace on every node, re-seal
// what NeedsReseal names, then Drop the old key. r is unchanged.
func (r *Keyring) Rotate(rand io.Reader, now time.Time) (*Keyring, error) {
	key, err := NewKey(rand, now)
	if err != nil {
		return nil, err
	}
	return NewKeyring(key, r.Keys()...)
}

// ErrDropActive refuses to drop the key that seals.
var ErrDropActive = errors.New("seal: the active master key cannot be dropped: rotate first")

// Drop returns a keyring without the key, which makes everything still sealed
// with it unreadable for ever. The error is ErrDropActive or an
// *UnknownKeyError. r is unchanged.
func (r *Keyring) Drop(id KeyID) (*Keyring, error) {
	keys := r.Keys()
	switch i := slices.IndexFunc(keys, func(k *Key) bool { return k.id == id }); i {
	case 0:
		return nil, ErrDropActive
	case -1:
		return nil, &UnknownKeyError{ID: id}
	default:
		keys = slices.Delete(keys, i, i+1)
		return NewKeyring(keys[0], keys[1:]...)
	}
}

// Replace makes r hold the keys of next, for all holders of r at once.
func (r *Keyring) Replace(next *Keyring) { r.keys.Store(next.keys.Load()) }

func (r *Keyring) find(id KeyID) (*Key, error) {
	for _, k := range *r.keys.Load() {
		if k.id == id {
			return k, nil
		}
	}
	return nil, &UnknownKeyError{ID: id}
}
