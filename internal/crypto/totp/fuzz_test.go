package totp

import "testing"

func FuzzParseSecret(f *testing.F) {
	f.Add("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
	f.Fuzz(func(t *testing.T, text string) {
		if secret, err := ParseSecret(text); err == nil && (secret.Text() != text || len(secret.key) == 0) {
			t.Fatalf("ParseSecret(%q).Text() = %q", text, secret.Text())
		}
	})
}
