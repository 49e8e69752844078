package jwt

import (
	"crypto/rsa"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

func FuzzParse(f *testing.F) {
	f.Add("")
	f.Add("..")
	f.Add("eyJraWQiOiJrIiwiYWxnIjoiUlMyNTYifQ.e30.AA")
	f.Add("eyJraWQiOiJrIiwiYWxnIjoiUlMyNTYiLCJjcml0IjpbXX0.e30.AA")
	f.Fuzz(func(t *testing.T, token string) {
		p, err := parse(token)
		if err != nil {
			return
		}
		if p.kid == "" || !strings.HasPrefix(token, p.signed+".") {
			t.Fatalf("parsed %q to %+v", token, p)
		}
		// What is accepted here must not mean something else to others.
		other, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
		if err == nil && other.Signatures[0].Header.KeyID != p.kid {
			t.Fatalf("kid %q here, %q in go-jose", p.kid, other.Signatures[0].Header.KeyID)
		}
	})
}

func FuzzVerify(f *testing.F) {
	key := testKeys()[0]
	token := mustSign(f, key, testClaims)
	f.Add(token)
	f.Fuzz(func(t *testing.T, in string) {
		claims, _, err := Verify(in, func(string) *rsa.PublicKey { return key.Public() })
		if err == nil && (in != token || string(claims) != testClaims) {
			t.Fatalf("accepted %q", in)
		}
	})
}
