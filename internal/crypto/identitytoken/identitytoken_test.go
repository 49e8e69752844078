package identitytoken

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

func newTestKey(t testing.TB, id string) *Key {
	t.Helper()
	k, err := GenerateKey(rand.Reader, id, RS512)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSignVerify(t *testing.T) {
	t.Parallel()
	k, other := newTestKey(t, "us-east-11"), newTestKey(t, "us-east-12")
	token, err := k.Sign([]byte(`{"sub":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	header, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	if err != nil || string(header) != `{"alg":"RS512","kid":"us-east-11","typ":"JWS"}` {
		t.Errorf("header %s, %v", header, err)
	}
	payload, err := Verify(token, other, k)
	if err != nil || string(payload) != `{"sub":"x"}` {
		t.Errorf("payload %s, %v", payload, err)
	}
	der, err := k.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(k.ID(), k.Algorithm(), der)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(token, again); err != nil {
		t.Errorf("the stored key does not verify: %v", err)
	}
	for name, bad := range map[string]string{
		"empty": "", "cut": token[:len(token)-4], "line break": token[:9] + "\n" + token[9:], "long": strings.Repeat("a", MaxLength+1),
		"other claims": strings.Replace(token, ".", ".e", 1),
	} {
		if _, err := Verify(bad, k); !errors.Is(err, ErrToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Verify(token, other); !errors.Is(err, ErrToken) {
		t.Errorf("another key: %v", err)
	}
}

// A key of the other algorithm verifies its own tokens alone.
func TestRS256(t *testing.T) {
	t.Parallel()
	k, err := GenerateKey(rand.Reader, "k", RS256)
	if err != nil {
		t.Fatal(err)
	}
	token, err := k.Sign([]byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(token, k); err != nil {
		t.Error(err)
	}
	strict, err := NewKey("k", RS512, k.private)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(token, strict); !errors.Is(err, ErrToken) {
		t.Errorf("an RS512 key takes an RS256 token: %v", err)
	}
	if text, err := JWKS(k, strict); err != nil || !strings.Contains(string(text), `"alg":"RS256"`) || !strings.Contains(string(text), `"alg":"RS512"`) {
		t.Errorf("%s, %v", text, err)
	}
	if _, err := NewKey("k", "HS256", k.private); err == nil {
		t.Error("there is a key for HS256")
	}
}

// A token in another algorithm, also one that takes the public key for a
// shared secret, is no token.
func TestAlgorithmIsFixed(t *testing.T) {
	t.Parallel()
	k := newTestKey(t, "k")
	for _, alg := range []jose.SigningKey{
		{Algorithm: jose.RS256, Key: k.private}, {Algorithm: jose.HS256, Key: k.private.N.Bytes()},
	} {
		s, err := jose.NewSigner(alg, (&jose.SignerOptions{}).WithHeader("kid", "k"))
		if err != nil {
			t.Fatal(err)
		}
		signed, err := s.Sign([]byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		token, err := signed.CompactSerialize()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(token, k); !errors.Is(err, ErrToken) {
			t.Errorf("%s: %v", alg.Algorithm, err)
		}
	}
}

func TestJWKS(t *testing.T) {
	t.Parallel()
	k := newTestKey(t, "us-east-11")
	text, err := JWKS(k)
	if err != nil || !strings.Contains(string(text), `"kid":"us-east-11"`) || strings.Contains(string(text), `"d":`) {
		t.Errorf("%s, %v", text, err)
	}
}
