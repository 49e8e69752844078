package jwt

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// testKeys are made once: a key takes longer than all other tests together.
var testKeys = sync.OnceValue(func() [2]*Key {
	var keys [2]*Key
	for i := range keys {
		key, err := GenerateKey(rand.Reader)
		if err != nil {
			panic(err)
		}
		keys[i] = key
	}
	return keys
})

func trusting(keys ...*Key) func(string) *rsa.PublicKey {
	return func(kid string) *rsa.PublicKey {
		for _, k := range keys {
			if k.ID() == kid {
				return k.Public()
			}
		}
		return nil
	}
}

const testClaims = `{"sub":"3f1c2d4e-0000-4000-8000-000000000001","token_use":"access","exp":1767582245}`

func mustSign(t testing.TB, key *Key, claims string) string {
	t.Helper()
	token, err := Sign(key, []byte(claims))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestSignVerify(t *testing.T) {
	t.Parallel()
	key := testKeys()[0]
	token := mustSign(t, key, testClaims)
	header, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	if want := `{"kid":"` + key.ID() + `","alg":"RS256"}`; err != nil || string(header) != want {
		t.Errorf("header %s, want %s", header, want)
	}
	if raw, err := base64.StdEncoding.DecodeString(key.ID()); err != nil || len(raw) != 32 {
		t.Errorf("kid %q is not the base64 of 32 bytes", key.ID())
	}
	claims, kid, err := Verify(token, trusting(testKeys()[1], key))
	if err != nil || string(claims) != testClaims || kid != key.ID() {
		t.Errorf("Verify = %s, %s, %v", claims, kid, err)
	}
}

func TestVerifyRefusesMutations(t *testing.T) {
	t.Parallel()
	key := testKeys()[0]
	token := mustSign(t, key, testClaims)
	for i := range token {
		for _, c := range []byte("A-_.=x\n\x00") {
			if token[i] == c {
				continue
			}
			mutated := token[:i] + string(c) + token[i+1:]
			if _, _, err := Verify(mutated, trusting(key)); err == nil {
				t.Fatalf("byte %d changed to %q: accepted", i, c)
			}
		}
		if _, _, err := Verify(token[:i], trusting(key)); err == nil {
			t.Fatalf("accepted the first %d bytes", i)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	key, other := testKeys()[0], testKeys()[1]
	token := mustSign(t, key, testClaims)
	parts := strings.Split(token, ".")
	kid := `"kid":"` + key.ID() + `"`
	signedAs := func(header, claims string) string {
		forged := &Key{private: key.private, header: base64.RawURLEncoding.EncodeToString([]byte(header)) + "."}
		return mustSign(t, forged, claims)
	}
	tests := []struct {
		name, token string
		want        error
	}{
		{"empty", "", ErrMalformed},
		{"two parts", parts[0] + "." + parts[1], ErrMalformed},
		{"four parts", token + ".", ErrMalformed},
		{"no signature", parts[0] + "." + parts[1] + ".", ErrSignature},
		{"padding", parts[0] + "=." + parts[1] + "." + parts[2], ErrMalformed},
		{"line break", token + "\n", ErrMalformed},
		{"trailing bits", token[:len(token)-1] + string(token[len(token)-1]+1), ErrMalformed},
		{"too long", token + strings.Repeat("A", MaxLength), ErrMalformed},
		{"unknown key", mustSign(t, other, testClaims), ErrUnknownKey},
		{"typ", signedAs(`{`+kid+`,"alg":"RS256","typ":"JWT"}`, testClaims), nil},
		{"none", signedAs(`{`+kid+`,"alg":"none"}`, testClaims), ErrMalformed},
		{"HS256", signedAs(`{`+kid+`,"alg":"HS256"}`, testClaims), ErrMalformed},
		{"RS512", signedAs(`{`+kid+`,"alg":"RS512"}`, testClaims), ErrMalformed},
		{"no alg", signedAs(`{`+kid+`}`, testClaims), ErrMalformed},
		{"alg case", signedAs(`{`+kid+`,"ALG":"RS256"}`, testClaims), ErrMalformed},
		{"alg twice", signedAs(`{`+kid+`,"alg":"RS256","alg":"RS256"}`, testClaims), ErrMalformed},
		{"no kid", signedAs(`{"alg":"RS256"}`, testClaims), ErrMalformed},
		{"kid number", signedAs(`{"kid":1,"alg":"RS256"}`, testClaims), ErrMalformed},
		{"kid object", signedAs(`{"kid":{},"alg":"RS256"}`, testClaims), ErrMalformed},
		{"crit", signedAs(`{`+kid+`,"alg":"RS256","crit":["b64"],"b64":false}`, testClaims), ErrMalformed},
		{"jku", signedAs(`{`+kid+`,"alg":"RS256","jku":"https://attacker.example"}`, testClaims), ErrMalformed},
		{"x5u", signedAs(`{`+kid+`,"alg":"RS256","x5u":"https://attacker.example"}`, testClaims), ErrMalformed},
		{"jwk", signedAs(`{`+kid+`,"alg":"RS256","jwk":{}}`, testClaims), ErrMalformed},
		{"header array", signedAs(`[]`, testClaims), ErrMalformed},
		{"header tail", signedAs(`{`+kid+`,"alg":"RS256"}{}`, testClaims), ErrMalformed},
		{"header empty", signedAs(``, testClaims), ErrMalformed},
	}
	for _, tt := range tests {
		if _, _, err := Verify(tt.token, trusting(key)); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestSignRefuses(t *testing.T) {
	t.Parallel()
	key := testKeys()[0]
	for _, claims := range []string{"", "[]", `"x"`, "{", "{} {}", ` {}`, `{"a":}`} {
		if _, err := Sign(key, []byte(claims)); !errors.Is(err, ErrMalformed) {
			t.Errorf("Sign(%q): %v", claims, err)
		}
	}
	if _, err := Sign(key, []byte(`{"a":"`+strings.Repeat("x", MaxLength*3/4)+`"}`)); !errors.Is(err, ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
}

func TestKeyStorage(t *testing.T) {
	t.Parallel()
	key := testKeys()[0]
	der, err := key.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(der)
	if err != nil || again.ID() != key.ID() {
		t.Fatalf("ParseKey: %v", err)
	}
	if _, _, err := Verify(mustSign(t, again, testClaims), trusting(key)); err != nil {
		t.Error(err)
	}
	for _, bad := range [][]byte{nil, der[:len(der)-1], []byte("key")} {
		if _, err := ParseKey(bad); !errors.Is(err, ErrKey) {
			t.Errorf("ParseKey of %d bytes: %v", len(bad), err)
		}
	}
}

func TestJWKS(t *testing.T) {
	t.Parallel()
	keys := testKeys()
	document := JWKS(PublicKey{keys[0].ID(), keys[0].Public()}, PublicKey{keys[1].ID(), keys[1].Public()})
	if prefix := `{"keys":[{"alg":"RS256","e":"AQAB","kid":"` + keys[0].ID() + `","kty":"RSA","n":"`; !strings.HasPrefix(string(document), prefix) {
		t.Errorf("document %s", document)
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(document, &set); err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		signature, err := jose.ParseSigned(mustSign(t, key, testClaims), []jose.SignatureAlgorithm{jose.RS256})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := signature.Verify(set.Key(key.ID())[0]); err != nil || string(got) != testClaims {
			t.Errorf("go-jose: %s, %v", got, err)
		}
	}
	if got := string(JWKS()); got != `{"keys":[]}` {
		t.Errorf("empty set: %s", got)
	}
}

func TestVerifiesGoJose(t *testing.T) {
	t.Parallel()
	key := testKeys()[0]
	signer, err := jose.NewSigner(jose.SigningKey{
		Algorithm: jose.RS256,
		Key:       jose.JSONWebKey{Key: key.private, KeyID: key.ID()},
	}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign([]byte(testClaims))
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	if claims, _, err := Verify(token, trusting(key)); err != nil || string(claims) != testClaims {
		t.Errorf("Verify = %s, %v", claims, err)
	}
}
