package identitytoken

import "testing"

func BenchmarkSign(b *testing.B) {
	k := newTestKey(b, "k")
	for b.Loop() {
		if _, err := k.Sign([]byte(`{"sub":"x"}`)); err != nil {
			b.Fatal(err)
		}
	}
}
