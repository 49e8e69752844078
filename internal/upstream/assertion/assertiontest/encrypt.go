package assertiontest

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// Encryption is how an assertion is encrypted. Empty fields get good values.
type Encryption struct {
	For       []*rsa.PublicKey
	Cipher    string // such as aes128-cbc
	Transport string // rsa-oaep, rsa-oaep-mgf1p or rsa-1_5
	// Text is encrypted in place of the assertion.
	Text string
	// Break changes the ciphertext.
	Break func(ciphertext []byte) []byte
	// Outside puts the keys beside the data, not into it.
	Outside bool
}

// PrivateKey makes an RSA key for a service, and its form in PEM.
func PrivateKey(t testing.TB) (key *rsa.PrivateKey, text string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key, string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
}

const (
	encNamespace = "http://www.w3.org/2001/04/xmlenc#"
	encEleven    = "http://www.w3.org/2009/xmlenc11#"
)

// encrypted puts an assertion into an EncryptedAssertion.
func (e *Encryption) encrypted(t testing.TB, assertion *etree.Element) *etree.Element {
	t.Helper()
	document := etree.NewDocument()
	document.SetRoot(assertion)
	document.WriteSettings = etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true}
	plain, err := document.WriteToBytes()
	if err != nil {
		t.Fatal(err)
	}
	if e.Text != "" {
		plain = []byte(e.Text)
	}
	method, key, ciphertext := e.sealed(t, plain)
	if e.Break != nil {
		ciphertext = e.Break(ciphertext)
	}
	var keys strings.Builder
	for _, to := range e.For {
		keys.WriteString(e.wrapped(t, to, key))
	}
	inside, outside := keys.String(), ""
	if e.Outside {
		inside, outside = "", inside
	}
	text := `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><e:EncryptedData xmlns:e="` + encNamespace +
		`" Type="` + encNamespace + `Element"><e:EncryptionMethod Algorithm="` + method + `"/><d:KeyInfo xmlns:d="http://www.w3.org/2000/09/xmldsig#">` +
		inside + `</d:KeyInfo>` + cipherData(ciphertext) + `</e:EncryptedData>` + outside + `</saml:EncryptedAssertion>`
	out := etree.NewDocument()
	if err := out.ReadFromString(text); err != nil {
		t.Fatal(err)
	}
	return out.Root()
}

func cipherData(b []byte) string {
	return "<e:CipherData><e:CipherValue>\n" + base64.StdEncoding.EncodeToString(b) + "\n</e:CipherValue></e:CipherData>"
}

// sealed encrypts with a new key.
func (e *Encryption) sealed(t testing.TB, plain []byte) (method string, key, ciphertext []byte) {
	t.Helper()
	name := e.Cipher
	if name == "" {
		name = "aes256-gcm"
	}
	key = make([]byte, map[string]int{"128": 16, "192": 24, "256": 32}[name[3:6]])
	nonce := make([]byte, aes.BlockSize)
	_, _ = rand.Read(key)
	_, _ = rand.Read(nonce)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, "gcm") {
		aead, err := cipher.NewGCM(block)
		if err != nil {
			t.Fatal(err)
		}
		nonce = nonce[:aead.NonceSize()]
		return encEleven + name, key, aead.Seal(nonce, nonce, plain, nil)
	}
	padding := aes.BlockSize - len(plain)%aes.BlockSize
	plain = append(append(plain, bytes.Repeat([]byte{'x'}, padding-1)...), byte(padding))
	cipher.NewCBCEncrypter(block, nonce).CryptBlocks(plain, plain)
	return encNamespace + name, key, append(nonce, plain...)
}

// wrapped encrypts the key of the data for a service.
func (e *Encryption) wrapped(t testing.TB, to *rsa.PublicKey, key []byte) string {
	t.Helper()
	var method string
	var ciphertext []byte
	var err error
	options := &rsa.OAEPOptions{Hash: crypto.SHA256, MGFHash: crypto.SHA1}
	digest := `<d:DigestMethod xmlns:d="http://www.w3.org/2000/09/xmldsig#" Algorithm="` + encNamespace + `sha256"/>`
	switch e.Transport {
	case "rsa-1_5":
		method = `<e:EncryptionMethod Algorithm="` + encNamespace + `rsa-1_5"/>`
		//nolint:staticcheck // what the service must not take
		ciphertext, err = rsa.EncryptPKCS1v15(rand.Reader, to, key)
	case "rsa-oaep-mgf1p":
		method = `<e:EncryptionMethod Algorithm="` + encNamespace + `rsa-oaep-mgf1p">` + digest + `</e:EncryptionMethod>`
		ciphertext, err = rsa.EncryptOAEPWithOptions(rand.Reader, to, key, options)
	default:
		method = `<e:EncryptionMethod Algorithm="` + encEleven + `rsa-oaep">` + digest +
			`<m:MGF xmlns:m="` + encEleven + `" Algorithm="` + encEleven + `mgf1sha512"/></e:EncryptionMethod>`
		options.MGFHash = crypto.SHA512
		ciphertext, err = rsa.EncryptOAEPWithOptions(rand.Reader, to, key, options)
	}
	if err != nil {
		t.Fatal(err)
	}
	return `<e:EncryptedKey xmlns:e="` + encNamespace + `">` + method + cipherData(ciphertext) + `</e:EncryptedKey>`
}
