package identitypool

import "testing"

// FuzzUnverified reads whatever comes as a token; what has no claims must be
// nil and nothing may panic.
func FuzzUnverified(f *testing.F) {
	f.Add("eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.")
	f.Add("a.b.c")
	f.Add("..")
	f.Fuzz(func(_ *testing.T, token string) {
		if c := unverified(token); c != nil {
			first(c, "aud")
			text(c, "sub")
			(&Rule{Claim: "iss", Match: Contains, Value: "x"}).matches(c)
		}
	})
}
