package seal

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// Env is a keyring in an environment variable: one or more keys, each the
// base64 of 32 random bytes, with commas between them. The first seals, all
// open. With a Wrapper the variable holds the base64 of a wrapped keyring.
type Env struct {
	Name    string
	Lookup  func(name string) (string, bool) // os.LookupEnv in production
	Wrapper Wrapper                          // optional
}

// Load reads the variable.
func (e Env) Load(ctx context.Context) (*Keyring, error) {
	value, ok := e.Lookup(e.Name)
	value = strings.TrimSpace(value)
	if !ok || value == "" {
		return nil, fmt.Errorf("%w: set %s to the base64 of 32 random bytes", ErrNoKeyring, e.Name)
	}
	if len(value) > maxText {
		return nil, fmt.Errorf("%s: %w", e.Name, &FormatError{Reason: "too long"})
	}
	ring, err := e.parse(ctx, value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, err)
	}
	return ring, nil
}

func (e Env) parse(ctx context.Context, value string) (*Keyring, error) {
	if e.Wrapper != nil {
		return unwrap(ctx, e.Wrapper, value)
	}
	var keys []*Key
	for i, text := range strings.Split(value, ",") {
		secret, reason := parseSecret(strings.TrimSpace(text))
		if reason != "" {
			return nil, &FormatError{Reason: fmt.Sprintf("key %d: %s", i+1, reason)}
		}
		keys = append(keys, keyOf(secret, time.Time{}))
	}
	return NewKeyring(keys[0], keys[1:]...)
}

func unwrap(ctx context.Context, wrapper Wrapper, text string) (*Keyring, error) {
	wrapped, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, &FormatError{Reason: "the wrapped keyring is not base64"}
	}
	plaintext, err := wrapper.Unwrap(ctx, wrapped)
	if err != nil {
		return nil, fmt.Errorf("unwrap keyring: %w", err)
	}
	return ParseKeyring(plaintext)
}

func wrap(ctx context.Context, wrapper Wrapper, ring *Keyring) ([]byte, error) {
	wrapped, err := wrapper.Wrap(ctx, ring.Marshal())
	if err != nil {
		return nil, fmt.Errorf("wrap keyring: %w", err)
	}
	return []byte(base64.StdEncoding.EncodeToString(wrapped) + "\n"), nil
}
