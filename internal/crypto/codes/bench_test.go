package codes

import (
	"crypto/rand"
	"testing"
)

func BenchmarkNumeric(b *testing.B) {
	for b.Loop() {
		if _, err := Numeric(rand.Reader, 6); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTemporaryPassword(b *testing.B) {
	rules := PasswordRules{MinLength: 8, Lower: true, Upper: true, Number: true, Symbol: true}
	for b.Loop() {
		if _, err := TemporaryPassword(rand.Reader, rules); err != nil {
			b.Fatal(err)
		}
	}
}
