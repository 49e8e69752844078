package identitytoken

import "testing"

func FuzzVerify(f *testing.F) {
	k := newTestKey(f, "k")
	token, err := k.Sign([]byte(`{}`))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token)
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, s string) {
		if payload, err := Verify(s, k); err == nil && string(payload) != `{}` {
			t.Errorf("accepted %q with claims %s", s, payload)
		}
	})
}
