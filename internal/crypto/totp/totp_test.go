package totp

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// TestRFC6238 has the SHA-1 rows of appendix B, of whose eight digits six are
// the last ones.
func TestRFC6238(t *testing.T) {
	t.Parallel()
	secret := Secret{[]byte("12345678901234567890")}
	tests := []struct {
		unix int64
		code string
	}{
		{59, "94287082"}, {1111111109, "07081804"}, {1111111111, "14050471"},
		{1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"},
	}
	for _, tt := range tests {
		if got := secret.Code(Step(time.Unix(tt.unix, 0))); got != tt.code[2:] {
			t.Errorf("at %d: %s, want %s", tt.unix, got, tt.code[2:])
		}
	}
}

func TestAgreesWithApps(t *testing.T) {
	t.Parallel()
	for i := range 200 {
		secret, err := NewSecret(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(1_700_000_000+int64(i)*1_000_003, 0)
		want, err := totp.GenerateCode(secret.Text(), at)
		if err != nil {
			t.Fatal(err)
		}
		if got := secret.Code(Step(at)); got != want {
			t.Errorf("%s, an app shows %s", got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	secret := Secret{[]byte("12345678901234567890")}
	now := time.Unix(1_700_000_015, 0)
	current := Step(now)
	for offset := int64(-3); offset <= 3; offset++ {
		step, ok := secret.Match(secret.Code(current+offset), now)
		if want := -1 <= offset && offset <= 1; ok != want || ok && step != current+offset {
			t.Errorf("offset %d: step %d, %v", offset, step, ok)
		}
	}
	code := secret.Code(current)
	for _, bad := range []string{"", code[:5], code + "0", " " + code, "abcdef", strings.Repeat("0", 1000)} {
		if _, ok := secret.Match(bad, now); ok {
			t.Errorf("matched %.20q", bad)
		}
	}
	if _, ok := (Secret{}).Match(Secret{}.Code(current), now); ok {
		t.Error("the zero secret matched")
	}
}

func TestSecretText(t *testing.T) {
	t.Parallel()
	secret, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text := secret.Text()
	if len(text) != 52 {
		t.Errorf("%d characters", len(text))
	}
	again, err := ParseSecret(text)
	if err != nil || again.Text() != text {
		t.Errorf("round trip: %v", err)
	}
	for _, bad := range []string{"", "a", "A", text + "=", strings.ToLower(text), text + "\n", "AB", "0189", strings.Repeat("A", maxSecret+8)} {
		if _, err := ParseSecret(bad); !errors.Is(err, ErrSecret) {
			t.Errorf("ParseSecret(%.20q): %v", bad, err)
		}
	}
	if shown := fmt.Sprintf("%v %+v %#v %s", secret, secret, secret, secret); strings.Contains(shown, text[:8]) || strings.Contains(shown, "[]") {
		t.Errorf("the secret prints as %s", shown)
	}
}
