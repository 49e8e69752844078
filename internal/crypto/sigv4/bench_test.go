package sigv4

import (
	"crypto/sha256"
	"testing"
)

func benchmarkVerify(b *testing.B, cached int) {
	w := oddRequests()["session"]
	r, body := w.signed(b), sha256.Sum256([]byte(w.body))
	verifier := NewVerifier(cached)
	b.ReportAllocs()
	for b.Loop() {
		c, err := Parse(r)
		if err != nil {
			b.Fatal(err)
		}
		if err := verifier.Verify(c, body, suiteSecret, signTime); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) { benchmarkVerify(b, 100) }

func BenchmarkVerifyUncached(b *testing.B) { benchmarkVerify(b, 0) }
