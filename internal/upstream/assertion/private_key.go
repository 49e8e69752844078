package assertion

import (
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1"   // OAEP's default digest
	_ "crypto/sha256" // OAEP's other digests
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/beevik/etree"
)

// Sizes of private keys in bits. Anybody can make the server use a key, so a
// large one costs more than it protects.
const (
	minKeyBits = 2048
	maxKeyBits = 4096
)

// PrivateKey reads an RSA key of 2048 to 4096 bits from PEM, in the form of
// PKCS #1 or #8 and without a pass phrase, and gives it in PKCS #8.
func PrivateKey(text string) (der []byte, err error) {
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, errors.New("assertion: there is no private key in PEM")
		}
		var parsed any
		switch block.Type {
		case "RSA PRIVATE KEY":
			parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		case "PRIVATE KEY":
			parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		default:
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("assertion: private key: %w", err)
		}
		private, ok := parsed.(*rsa.PrivateKey)
		if !ok || private.N.BitLen() < minKeyBits || private.N.BitLen() > maxKeyBits {
			return nil, errors.New("assertion: the private key is not an RSA key of 2048 to 4096 bits")
		}
		return x509.MarshalPKCS8PrivateKey(private)
	}
}

// unwrap decrypts an encrypted key; nil is none of this private key.
//
// OAEP alone is understood: of RSA with the padding of PKCS #1 v1.5 each answer
// tells something about the key, however little it says.
func unwrap(encrypted *etree.Element, private *rsa.PrivateKey) []byte {
	method := child(encrypted, "EncryptionMethod")
	options := &rsa.OAEPOptions{
		Hash: digest(algorithm(child(method, "DigestMethod"))), MGFHash: crypto.SHA1, Label: decoded(child(method, "OAEPparams")),
	}
	switch algorithm(method) {
	case "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p":
	case "http://www.w3.org/2009/xmlenc11#rsa-oaep":
		options.MGFHash = mask(algorithm(child(method, "MGF")))
	default:
		return nil
	}
	if options.Hash == 0 || options.MGFHash == 0 {
		return nil
	}
	key, err := private.Decrypt(nil, cipherValue(encrypted), options)
	if err != nil {
		return nil
	}
	return key
}

// digest is the hash with that URI, SHA-1 unless told, and zero for others.
func digest(uri string) crypto.Hash {
	switch uri {
	case "", "http://www.w3.org/2000/09/xmldsig#sha1":
		return crypto.SHA1
	case "http://www.w3.org/2001/04/xmlenc#sha256":
		return crypto.SHA256
	case "http://www.w3.org/2001/04/xmldsig-more#sha384":
		return crypto.SHA384
	case "http://www.w3.org/2001/04/xmlenc#sha512":
		return crypto.SHA512
	}
	return 0
}

// mask is the hash of the mask generation function with that URI, SHA-1 unless
// told, and zero for others.
func mask(uri string) crypto.Hash {
	switch uri {
	case "", "http://www.w3.org/2009/xmlenc11#mgf1sha1":
		return crypto.SHA1
	case "http://www.w3.org/2009/xmlenc11#mgf1sha256":
		return crypto.SHA256
	case "http://www.w3.org/2009/xmlenc11#mgf1sha384":
		return crypto.SHA384
	case "http://www.w3.org/2009/xmlenc11#mgf1sha512":
		return crypto.SHA512
	}
	return 0
}
