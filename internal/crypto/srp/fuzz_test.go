package srp

import (
	"strings"
	"testing"
)

func FuzzParseA(f *testing.F) {
	for _, s := range []string{"", "0", "1", "-1", "0F", "zz", strings.Repeat("f", 768)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseA(s)
		if err != nil {
			return
		}
		if !isPublicKey(a) {
			t.Fatalf("accepted %q, not in the group", s)
		}
		if got := strings.TrimLeft(strings.ToLower(s), "0"); got != Hex(a) {
			t.Fatalf("ParseA(%q) = %s", s, Hex(a))
		}
	})
}

func FuzzParseTimestamp(f *testing.F) {
	f.Add("Mon Jan 5 03:04:05 UTC 2026")
	f.Add("Mon Jan 05 03:04:05 UTC 2026")
	f.Fuzz(func(t *testing.T, s string) {
		if at, err := ParseTimestamp(s); err == nil && FormatTimestamp(at) != s {
			t.Fatalf("ParseTimestamp(%q) is %q", s, FormatTimestamp(at))
		}
	})
}

func FuzzParseVerifier(f *testing.F) {
	f.Add([]byte{1}, []byte{2})
	f.Fuzz(func(t *testing.T, salt, v []byte) {
		parsed, err := ParseVerifier(salt, v)
		if err != nil {
			return
		}
		if _, err := ServerFromSecret(make([]byte, SecretSize), parsed); err != nil {
			t.Fatal(err)
		}
	})
}
