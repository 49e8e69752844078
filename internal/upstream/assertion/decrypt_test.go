package assertion_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/upstream/assertion"
	"github.com/cognate-id/cognate/internal/upstream/assertion/assertiontest"
)

// keyPair is a private key as the service keeps it, and its public one.
func keyPair(t testing.TB) (*rsa.PublicKey, []byte) {
	t.Helper()
	key, text := assertiontest.PrivateKey(t)
	der, err := assertion.PrivateKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return &key.PublicKey, der
}

func TestDecrypt(t *testing.T) {
	t.Parallel()
	p := assertiontest.New(t)
	first, firstDER := keyPair(t)
	second, secondDER := keyPair(t)
	d := assertion.Decryption{Keys: [][]byte{firstDER, secondDER}}
	type encryption = assertiontest.Encryption
	to := func(keys ...*rsa.PublicKey) []*rsa.PublicKey { return keys }
	for name, e := range map[string]encryption{
		"GCM 128": {For: to(first), Cipher: "aes128-gcm"}, "GCM 192": {For: to(first), Cipher: "aes192-gcm"},
		"GCM 256": {For: to(first), Cipher: "aes256-gcm"}, "CBC 128": {For: to(first), Cipher: "aes128-cbc"},
		"CBC 192": {For: to(first), Cipher: "aes192-cbc"}, "CBC 256": {For: to(first), Cipher: "aes256-cbc"},
		"the old OAEP": {For: to(first), Transport: "rsa-oaep-mgf1p"}, "the second key": {For: to(second)},
		"for both": {For: to(first, second)}, "the key outside": {For: to(first), Outside: true},
	} {
		for _, required := range []bool{false, true} {
			d.Required = required
			response := p.Sign(t, assertiontest.Response{
				Subject: "zoe&\t<ö>", Attributes: map[string][]string{"a": {"signed\r\n"}}, Encrypt: &e, SignResponse: required,
			})
			if got, err := assertion.Verify(p.Metadata(), response, d, assertion.AWS("SAMLSP1")); err != nil || got.Subject != "zoe&\t<ö>" {
				t.Errorf("%s, required %v: %+v, %v", name, required, got, err)
			}
		}
	}
	d.Required = true
	if _, err := assertion.Verify(p.Metadata(), p.Sign(t, assertiontest.Response{Subject: "zoe"}), d, assertion.AWS("SAMLSP1")); !errors.Is(err, assertion.ErrRejected) {
		t.Errorf("not encrypted: %v", err)
	}
	d.Required = false
	if _, err := assertion.Verify(p.Metadata(), p.Sign(t, assertiontest.Response{Subject: "zoe"}), d, assertion.AWS("SAMLSP1")); err != nil {
		t.Errorf("allowed, but not encrypted: %v", err)
	}
}

// What does not decrypt and what decrypts to something else is refused alike.
func TestUndecipherable(t *testing.T) {
	t.Parallel()
	p := assertiontest.New(t)
	to, der := keyPair(t)
	stranger, _ := keyPair(t)
	d := assertion.Decryption{Keys: [][]byte{der}}
	only := []*rsa.PublicKey{to}
	type encryption = assertiontest.Encryption
	flip := func(at int) func([]byte) []byte {
		return func(b []byte) []byte { b[(len(b)+at)%len(b)] ^= 0x80; return b }
	}
	cut := func(n int) func([]byte) []byte { return func(b []byte) []byte { return b[:n] } }
	texts := map[string]bool{}
	for name, e := range map[string]encryption{
		"another's": {For: []*rsa.PublicKey{stranger}}, "no key": {}, "three keys": {For: []*rsa.PublicKey{to, stranger, stranger}},
		"PKCS #1 v1.5": {For: only, Transport: "rsa-1_5"}, "no element": {For: only, Text: " "}, "no XML": {For: only, Text: "<"},
		"another element": {For: only, Text: `<Response xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>`},
		"no tag":          {For: only, Break: flip(-1)}, "short GCM": {For: only, Break: cut(3)}, "empty GCM": {For: only, Break: cut(0)},
		"padding":     {For: only, Cipher: "aes128-cbc", Break: flip(-17)},
		"a bad byte":  {For: only, Cipher: "aes128-cbc", Break: flip(16)},
		"short CBC":   {For: only, Cipher: "aes128-cbc", Break: cut(16)},
		"no block":    {For: only, Cipher: "aes128-cbc", Break: cut(40)},
		"empty CBC":   {For: only, Cipher: "aes128-cbc", Break: cut(0)},
		"no elements": {For: only, Cipher: "aes128-cbc", Text: "<!-- nothing -->"},
	} {
		_, err := assertion.Verify(p.Metadata(), p.Sign(t, assertiontest.Response{Subject: "zoe", Encrypt: &e}), d, assertion.AWS("SAMLSP1"))
		if !errors.Is(err, assertion.ErrRejected) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		texts[err.Error()] = true
	}
	if len(texts) != 1 {
		t.Errorf("the errors tell more than that: %v", texts)
	}
}

func TestEncryptedAndRefused(t *testing.T) {
	t.Parallel()
	p, other := assertiontest.New(t), assertiontest.New(t)
	to, der := keyPair(t)
	keys := [][]byte{der}
	good := assertiontest.Response{Subject: "zoe", Encrypt: &assertiontest.Encryption{For: []*rsa.PublicKey{to}}}
	with := func(change func(*assertiontest.Response)) string { r := good; change(&r); return p.Sign(t, r) }
	const plain = `<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"/>`
	for name, test := range map[string]struct {
		response string
		keys     [][]byte
	}{
		"no key of the provider":  {p.Sign(t, good), nil},
		"another provider":        {other.Sign(t, good), keys},
		"another audience":        {with(func(r *assertiontest.Response) { r.Audience = "urn:other" }), keys},
		"unsigned":                {with(func(r *assertiontest.Response) { r.Unsigned = true }), keys},
		"unsigned in signed":      {with(func(r *assertiontest.Response) { r.Unsigned, r.SignResponse = true, true }), keys},
		"a plain one besides":     {with(func(r *assertiontest.Response) { r.Also = plain }), keys},
		"an encrypted one beside": {with(func(r *assertiontest.Response) { r.Also = strings.ReplaceAll(plain, "Ass", "EncryptedAss") }), keys},
	} {
		d := assertion.Decryption{Keys: test.keys}
		if _, err := assertion.Verify(p.Metadata(), test.response, d, assertion.AWS("SAMLSP1")); !errors.Is(err, assertion.ErrRejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPrivateKey(t *testing.T) {
	t.Parallel()
	key, text := assertiontest.PrivateKey(t)
	der, err := assertion.PrivateKey("Bag Attributes\n" + text)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, b []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}))
	}
	again, err := assertion.PrivateKey(block("CERTIFICATE", []byte("skipped")) + block("PRIVATE KEY", der))
	if err != nil || string(again) != string(der) {
		t.Errorf("PKCS #8 differs from PKCS #1: %v", err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"nothing": "", "no PEM": "key", "no key": block("RSA PRIVATE KEY", []byte("?")), "a curve": block("PRIVATE KEY", other),
		"small": block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(small)), "encrypted": block("ENCRYPTED PRIVATE KEY", der),
		"public": block("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&key.PublicKey)),
	} {
		if _, err := assertion.PrivateKey(bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// FuzzDecrypted has the keys, so that what is in an assertion can be anything.
func FuzzDecrypted(f *testing.F) {
	p := assertiontest.New(f)
	to, der := keyPair(f)
	f.Add("<a/>", byte(0))
	f.Add(`<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>`, byte(1))
	f.Add(`<x:Assertion ID="id-assertion"><Signature/></x:Assertion>`, byte(3))
	f.Fuzz(func(t *testing.T, text string, length byte) {
		e := &assertiontest.Encryption{For: []*rsa.PublicKey{to}, Text: text, Break: func(b []byte) []byte {
			if length > 0 && int(length) < len(b) {
				b = b[:length]
			}
			return b
		}}
		if text == "" {
			t.Skip("an empty text means the assertion")
		}
		if length&1 == 1 {
			e.Cipher = "aes128-cbc"
		}
		response := p.Sign(t, assertiontest.Response{Subject: "zoe", Encrypt: e})
		if _, err := assertion.Verify(p.Metadata(), response, assertion.Decryption{Keys: [][]byte{der}}, assertion.AWS("SAMLSP1")); !errors.Is(err, assertion.ErrRejected) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
