package jwt

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"testing"
)

func BenchmarkSign(b *testing.B) {
	key, claims := testKeys()[0], []byte(testClaims)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Sign(key, claims); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSignFloor is the RSA operation alone.
func BenchmarkSignFloor(b *testing.B) {
	key, digest := testKeys()[0], sha256.Sum256([]byte(testClaims))
	for b.Loop() {
		if _, err := rsa.SignPKCS1v15(nil, key.private, crypto.SHA256, digest[:]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	key := testKeys()[0]
	token, keys := mustSign(b, key, testClaims), trusting(key)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Verify(token, keys); err != nil {
			b.Fatal(err)
		}
	}
}
