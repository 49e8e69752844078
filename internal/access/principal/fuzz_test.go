package principal_test

import (
	"encoding/base64"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access/principal"
)

// FuzzOpenSession feeds content to the decoder as if it had been sealed here:
// no panic, and what opens can be minted and opened again unchanged.
func FuzzOpenSession(f *testing.F) {
	plainSeal := func(plaintext, _ []byte) []byte { return plaintext }
	plainOpen := func(sealed, _ []byte) ([]byte, error) { return sealed, nil }
	zeros := zeroReader{}
	for _, s := range []principal.Session{full(), {Kind: full().Kind}} {
		_, token, err := principal.MintSession(s, zeros, plainSeal)
		if err != nil {
			f.Fatal(err)
		}
		content, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
		f.Add(content[:len(content)/2])
	}
	f.Add([]byte{1})
	id, _, err := principal.MintSession(full(), zeros, plainSeal)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		token := base64.RawURLEncoding.EncodeToString(content)
		s, err := principal.OpenSession(token, id.AccessKeyID, now, plainOpen)
		if err != nil {
			return
		}
		_, token, err = principal.MintSession(s, zeros, plainSeal)
		if err != nil {
			return
		}
		again, err := principal.OpenSession(token, id.AccessKeyID, now, plainOpen)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, again); diff != "" {
			t.Fatalf("session changed (-first +second):\n%s", diff)
		}
	})
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
