package factor_test

import (
	"testing"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
)

// Whatever comes as a credential is a passkey or one of the errors that the
// operation declares.
func FuzzRegisterPasskey(f *testing.F) {
	a := pooltest.NewAuthenticator(f, "example.com")
	f.Add([]byte(`{}`))
	f.Add(a.Register([]byte(`{"challenge":"Y2hhbGxlbmdl"}`)))
	a.Format = "packed"
	f.Add(a.Register([]byte(`{"challenge":"Y2hhbGxlbmdl"}`)))
	declared := map[userpool.Code]bool{
		userpool.InvalidParameter: true, userpool.WebAuthnChallengeNotFound: true, userpool.WebAuthnOriginNotAllowed: true,
		userpool.WebAuthnRPMismatch: true, userpool.WebAuthnNotSupported: true,
	}
	f.Fuzz(func(t *testing.T, credential []byte) {
		k, err := factor.RegisterPasskey(factor.Ceremony{RelyingParty: "example.com", Challenge: "Y2hhbGxlbmdl"}, credential)
		if err == nil && (len(k.ID) == 0 || len(k.PublicKey) == 0) {
			t.Errorf("passkey without id or key: %+v", k)
		}
		if err != nil && !declared[userpool.CodeOf(err)] {
			t.Errorf("undeclared error: %v", err)
		}
	})
}

func FuzzCheckPasskey(f *testing.F) {
	a := pooltest.NewAuthenticator(f, "example.com")
	keys := []userpool.Passkey{{ID: a.ID, RelyingPartyID: "example.com", PublicKey: a.PublicKey()}}
	f.Add(`{}`)
	f.Add(a.Assert(`{"challenge":"Y2hhbGxlbmdl"}`))
	f.Fuzz(func(t *testing.T, credential string) {
		// No input that was not signed for this challenge can pass.
		if k, err := factor.CheckPasskey("example.com", "b3RoZXI", keys, false, credential); err == nil {
			t.Errorf("accepted: %+v", k)
		}
	})
}
