package passhash

import (
	"context"
	"crypto/rand"
	"testing"
)

func BenchmarkHash(b *testing.B) {
	hasher := New(rand.Reader, 0)
	for b.Loop() {
		if _, err := hasher.Hash(context.Background(), "Passw0rd!"); err != nil {
			b.Fatal(err)
		}
	}
}
