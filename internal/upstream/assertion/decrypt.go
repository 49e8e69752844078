package assertion

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"
	xrv "github.com/mattermost/xml-roundtrip-validator"
)

// Decryption says whether a provider's assertions are encrypted.
//
// It is written here because the library panics at a ciphertext that is cut
// short, tells in its errors where it failed, and knows neither AES-256-GCM nor
// OAEP with two hashes.
type Decryption struct {
	Keys     [][]byte // as PrivateKey gives them; each is tried
	Required bool     // refuses assertions that are not encrypted
}

// maxEncryptedKeys bounds for how many recipients a response may hold the key
// of its assertion: each costs an operation of each private key.
const maxEncryptedKeys = 2

// errUndecipherable is the one error of everything that goes wrong between the
// ciphertext and an element. That it stands in no log either takes the last
// difference away between a bad padding and a bad text, by which ciphertexts
// without a tag can be guessed.
var errUndecipherable = errors.New("the assertion cannot be decrypted")

// decrypted is the response with its encrypted assertion replaced by what it
// holds, or the response itself if nothing in it is encrypted, and the address
// that the assertion says it is for.
func (d Decryption) decrypted(raw []byte) (plain []byte, recipient string, err error) {
	document, err := parseXML(raw)
	if err != nil {
		return nil, "", err
	}
	changed, err := d.replace(document.Root())
	if err != nil {
		return nil, "", err
	}
	confirmation := child(child(child(document.Root(), "Assertion"), "Subject"), "SubjectConfirmation")
	if data := child(confirmation, "SubjectConfirmationData"); data != nil {
		recipient = data.SelectAttrValue("Recipient", "")
	}
	if !changed {
		return raw, recipient, nil
	}
	// Whatever is not escaped now would be read as something else, and the
	// signature would not fit.
	document.WriteSettings = etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true}
	plain, err = document.WriteToBytes()
	return plain, recipient, err
}

// replace puts the assertion in the place of an encrypted one.
//
// The signature of the response goes with that, since it covers the ciphertext.
// So the assertion has to be signed itself, whatever the cipher.
func (d Decryption) replace(response *etree.Element) (changed bool, err error) {
	encrypted, plain := children(response, "EncryptedAssertion"), children(response, "Assertion")
	switch {
	case len(encrypted) == 0 && d.Required:
		return false, errors.New("the assertion is not encrypted")
	case len(encrypted) == 0:
		return false, nil
	case len(encrypted)+len(plain) > 1:
		return false, errors.New("there are several assertions, and one is encrypted")
	case len(d.Keys) == 0:
		return false, errors.New("the assertion is encrypted, and the provider has no private key")
	}
	assertion, err := d.decrypt(encrypted[0])
	if err != nil {
		return false, err
	}
	for _, gone := range append(children(response, "Signature"), encrypted[0]) {
		response.RemoveChild(gone)
	}
	response.AddChild(assertion)
	return true, nil
}

func parseXML(raw []byte) (*etree.Document, error) {
	if err := xrv.Validate(bytes.NewReader(raw)); err != nil {
		return nil, fmt.Errorf("XML: %w", err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(raw); err != nil {
		return nil, fmt.Errorf("XML: %w", err)
	}
	if document.Root() == nil {
		return nil, errors.New("XML: there is no element")
	}
	return document, nil
}

// decrypt tries each private key on each encrypted key.
func (d Decryption) decrypt(encrypted *etree.Element) (*etree.Element, error) {
	data := child(encrypted, "EncryptedData")
	wrapped := append(children(child(data, "KeyInfo"), "EncryptedKey"), children(encrypted, "EncryptedKey")...)
	if len(wrapped) > maxEncryptedKeys {
		return nil, errUndecipherable
	}
	for _, der := range d.Keys {
		private, err := privateKey(der)
		if err != nil {
			return nil, err
		}
		for _, w := range wrapped {
			if assertion := decryptData(data, unwrap(w, private)); assertion != nil {
				return assertion, nil
			}
		}
	}
	return nil, errUndecipherable
}

func privateKey(der []byte) (*rsa.PrivateKey, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("stored key: %w", err)
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("the stored key is not an RSA key")
	}
	return private, nil
}

// decryptData is the assertion in the data, nil if key is not its key.
func decryptData(data *etree.Element, key []byte) *etree.Element {
	ciphertext := cipherValue(data)
	size, gcm := blockCipher(algorithm(child(data, "EncryptionMethod")))
	if size == 0 || len(key) != size {
		return nil
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	open := openCBC
	if gcm {
		open = openGCM
	}
	document, err := parseXML(open(block, ciphertext))
	if err != nil || document.Root().Tag != "Assertion" {
		return nil
	}
	return document.Root()
}

// blockCipher gives the size of the key in bytes, zero for a cipher that is
// not AES.
func blockCipher(uri string) (size int, gcm bool) {
	switch uri {
	case "http://www.w3.org/2001/04/xmlenc#aes128-cbc":
		return 16, false
	case "http://www.w3.org/2001/04/xmlenc#aes192-cbc":
		return 24, false
	case "http://www.w3.org/2001/04/xmlenc#aes256-cbc":
		return 32, false
	case "http://www.w3.org/2009/xmlenc11#aes128-gcm":
		return 16, true
	case "http://www.w3.org/2009/xmlenc11#aes192-gcm":
		return 24, true
	case "http://www.w3.org/2009/xmlenc11#aes256-gcm":
		return 32, true
	}
	return 0, false
}

// openCBC decrypts what begins with the initial vector. Of the padding only the
// last byte, its length, means something.
func openCBC(block cipher.Block, ciphertext []byte) []byte {
	size := block.BlockSize()
	if len(ciphertext) < 2*size || len(ciphertext)%size != 0 {
		return nil
	}
	plain := make([]byte, len(ciphertext)-size)
	cipher.NewCBCDecrypter(block, ciphertext[:size]).CryptBlocks(plain, ciphertext[size:])
	padding := int(plain[len(plain)-1])
	if padding < 1 || padding > size {
		return nil
	}
	return plain[:len(plain)-padding]
}

// openGCM decrypts what begins with the nonce and ends with the tag.
func openGCM(block cipher.Block, ciphertext []byte) []byte {
	aead, err := cipher.NewGCM(block)
	if err != nil || len(ciphertext) < aead.NonceSize() {
		return nil
	}
	plain, err := aead.Open(nil, ciphertext[:aead.NonceSize()], ciphertext[aead.NonceSize():], nil)
	if err != nil {
		return nil
	}
	return plain
}

// cipherValue is the ciphertext that stands in the element itself; a reference
// to one elsewhere is not followed.
func cipherValue(e *etree.Element) []byte {
	return decoded(child(child(e, "CipherData"), "CipherValue"))
}

// decoded is the base64 in an element, which may have white space in it.
func decoded(e *etree.Element) []byte {
	if e == nil {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(e.Text()), ""))
	if err != nil {
		return nil
	}
	return b
}

func algorithm(e *etree.Element) string {
	if e == nil {
		return ""
	}
	return e.SelectAttrValue("Algorithm", "")
}

// child is the first child with a local name; nil has none.
func child(e *etree.Element, name string) *etree.Element {
	for _, c := range children(e, name) {
		return c
	}
	return nil
}

// children are those with a local name. The namespace does not matter: what is
// found is only ever decrypted, or a reason to refuse.
func children(e *etree.Element, name string) (found []*etree.Element) {
	if e == nil {
		return nil
	}
	for _, c := range e.ChildElements() {
		if c.Tag == name {
			found = append(found, c)
		}
	}
	return found
}
