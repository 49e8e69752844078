package factor_test

import (
	"crypto/rand"
	"testing"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
)

func BenchmarkCheckPasskey(b *testing.B) {
	a := pooltest.NewAuthenticator(b, "example.com")
	keys := []userpool.Passkey{{ID: a.ID, RelyingPartyID: "example.com", PublicKey: a.PublicKey()}}
	options, challenge, err := factor.RequestPasskey(rand.Reader, "example.com", keys, "required")
	if err != nil {
		b.Fatal(err)
	}
	answer := a.Assert(options)
	for b.Loop() {
		if _, err := factor.CheckPasskey("example.com", challenge, keys, true, answer); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRegisterPasskey(b *testing.B) {
	a := pooltest.NewAuthenticator(b, "example.com")
	options, c, err := factor.OfferPasskey(rand.Reader, "example.com", &userpool.User{Sub: "sub"}, nil, "required")
	if err != nil {
		b.Fatal(err)
	}
	answer := a.Register(options)
	for b.Loop() {
		if _, err := factor.RegisterPasskey(c, answer); err != nil {
			b.Fatal(err)
		}
	}
}
