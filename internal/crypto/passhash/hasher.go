package passhash

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
)

// maxPassword bounds the work of reading a password, in bytes. Cognito's own
// limit is 256 characters.
const maxPassword = 1024

// ErrPassword refuses to hash a password of more than 1024 bytes.
var ErrPassword = errors.New("passhash: the password is too long")

// Hasher computes hashes, a bounded number at once. It is safe for concurrent
// use.
type Hasher struct {
	rand  io.Reader
	slots chan struct{}
}

// New returns a Hasher that draws salts from rand and computes at most
// parallel hashes at once; 0 stands for the number of processors in use.
func New(rand io.Reader, parallel int) *Hasher {
	if parallel <= 0 {
		parallel = runtime.GOMAXPROCS(0)
	}
	return &Hasher{rand: rand, slots: make(chan struct{}, parallel)}
}

// Hash returns the Argon2id hash of a password (19 MiB, two passes) in PHC
// form. It waits for a slot. The error is ErrPassword, the context's, or that
// of the random source.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	if len(password) > maxPassword {
		return "", ErrPassword
	}
	salt := make([]byte, argonSaltSize)
	if _, err := io.ReadFull(h.rand, salt); err != nil {
		return "", fmt.Errorf("draw salt: %w", err)
	}
	hash := argon2id{memory: argonMaxMemory, passes: argonMaxPasses, lanes: argonMaxLanes, salt: salt}
	err := h.inSlot(ctx, func() { hash.digest = hash.derive(password, argonDigestSize) })
	if err != nil {
		return "", err
	}
	return hash.String(), nil
}

// Verify tells whether password belongs to hash. It waits for a slot; the only
// error is the context's.
func (h *Hasher) Verify(ctx context.Context, hash Hash, password string) (bool, error) {
	var matches bool
	err := h.inSlot(ctx, func() {
		// The work comes first: a refusal must not be told by its speed.
		matches = hash.matches(password[:min(len(password), maxPassword)]) && len(password) <= maxPassword
	})
	return matches, err
}

func (h *Hasher) inSlot(ctx context.Context, work func()) error {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
	work()
	return nil
}
