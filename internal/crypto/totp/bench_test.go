package totp

import (
	"testing"
	"time"
)

func BenchmarkMatch(b *testing.B) {
	secret, now := Secret{[]byte("12345678901234567890")}, time.Unix(1_700_000_015, 0)
	for b.Loop() {
		secret.Match("123456", now)
	}
}
