package seal

import (
	"bytes"
	"testing"
)

func FuzzOpen(f *testing.F) {
	ring := testRing(f)
	f.Add([]byte{})
	f.Add(ring.Seal([]byte("secret"), nil))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if _, err := ring.Open(sealed, []byte("elsewhere")); err == nil {
			t.Fatal("opened what was not sealed for this place")
		}
		ring.NeedsReseal(sealed)
	})
}

func FuzzParseKeyring(f *testing.F) {
	f.Add(testRing(f).Marshal())
	f.Add([]byte("cognate-keyring-v1\n# nothing\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		ring, err := ParseKeyring(text)
		if err != nil {
			return
		}
		again, err := ParseKeyring(ring.Marshal())
		if err != nil || !bytes.Equal(again.Marshal(), ring.Marshal()) {
			t.Fatalf("round trip: %v", err)
		}
	})
}
