package codes

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
)

func TestForms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		draw func(io.Reader) (string, error)
		form string
	}{
		{"six digits", func(r io.Reader) (string, error) { return Numeric(r, 6) }, `^[0-9]{6}$`},
		{"eight digits", func(r io.Reader) (string, error) { return Numeric(r, 8) }, `^[0-9]{8}$`},
		{"pool", PoolSuffix, `^[0-9A-Za-z]{9}$`},
		{"client", ClientID, `^[0-9a-z]{26}$`},
		{"secret", ClientSecret, `^[0-9a-z]{52}$`},
		{"device group", DeviceGroupKey, `^-[0-9A-Za-z]{8}$`},
		{"import", ImportJobID, `^import-[0-9A-Za-z]{10}$`},
		{"uuid", UUID, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
	}
	for _, tt := range tests {
		form, seen := regexp.MustCompile(tt.form), map[string]bool{}
		for range 100 {
			got, err := tt.draw(rand.Reader)
			if err != nil || !form.MatchString(got) {
				t.Fatalf("%s: %q, %v", tt.name, got, err)
			}
			seen[got] = true
		}
		if len(seen) < 98 {
			t.Errorf("%s: %d different of 100", tt.name, len(seen))
		}
		broken := errors.New("broken")
		if _, err := tt.draw(iotest.ErrReader(broken)); !errors.Is(err, broken) {
			t.Errorf("%s: a broken source gives %v", tt.name, err)
		}
	}
}

// TestNoBias feeds every byte equally often: each character of an alphabet
// must come out equally often.
func TestNoBias(t *testing.T) {
	t.Parallel()
	var all []byte
	for i := range 256 {
		all = append(all, byte(i))
	}
	for _, alphabet := range []string{digits, base36, base62, typableSymbols} {
		usable := 256 - 256%len(alphabet)
		got, err := draw(bytes.NewReader(all), alphabet, usable)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range alphabet {
			if n := strings.Count(got, string(c)); n != usable/len(alphabet) {
				t.Errorf("%q of %q: %d times, want %d", c, alphabet, n, usable/len(alphabet))
			}
		}
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want bool
	}{{"123456", "123456", true}, {"123456", "123457", false}, {"123456", "12345", false}, {"", "", false}, {"", "0", false}} {
		if got := Equal(tt.a, tt.b); got != tt.want {
			t.Errorf("Equal(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestTemporaryPassword(t *testing.T) {
	t.Parallel()
	random := mathrand.NewChaCha8([32]byte{1})
	for bits := range 16 {
		for _, length := range []int{0, 6, 12, 99, 256} {
			rules := PasswordRules{MinLength: length, Lower: bits&1 > 0, Upper: bits&2 > 0, Number: bits&4 > 0, Symbol: bits&8 > 0}
			for range 20 {
				password, err := TemporaryPassword(random, rules)
				if err != nil {
					t.Fatal(err)
				}
				if len(password) != max(minPassword, length) || !hasEach(password, rules.classes()) || strings.ContainsAny(password, "0Oo1lI <>&{}\"'") {
					t.Errorf("%+v: %q", rules, password)
				}
			}
		}
	}
}

func TestTemporaryPasswordRefuses(t *testing.T) {
	t.Parallel()
	if _, err := TemporaryPassword(rand.Reader, PasswordRules{MinLength: 257}); !errors.Is(err, ErrRules) {
		t.Errorf("too long: %v", err)
	}
	stuck := zeros{}
	if _, err := TemporaryPassword(stuck, PasswordRules{Lower: true, Upper: true}); !errors.Is(err, ErrRandom) {
		t.Errorf("stuck source: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
