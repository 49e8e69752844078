package seal

import "testing"

func BenchmarkSeal(b *testing.B) {
	ring, plaintext, aad := testRing(b), make([]byte, 512), Place("users", "42", "totp")
	b.ReportAllocs()
	for b.Loop() {
		ring.Seal(plaintext, aad)
	}
}

func BenchmarkOpen(b *testing.B) {
	ring, aad := testRing(b), Place("users", "42", "totp")
	sealed := ring.Seal(make([]byte, 512), aad)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ring.Open(sealed, aad); err != nil {
			b.Fatal(err)
		}
	}
}
