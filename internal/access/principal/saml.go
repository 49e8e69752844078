package principal

import (
	"slices"
	"time"

	"github.com/cognate-id/cognate/internal/access"
)

// Values of AssertionEncryptionMode.
const (
	EncryptionRequired = "Required"
	EncryptionAllowed  = "Allowed"
)

// MaxSAMLKeys is how many private keys a SAML provider can have: the old and
// the new one while they are rotated.
const MaxSAMLKeys = 2

// A SAMLProvider is an issuer of assertions that roles can trust.
type SAMLProvider struct {
	UUID       string
	Name       string
	Metadata   string // as it was uploaded
	Encryption string // AssertionEncryptionMode: Required, Allowed or empty, which means Allowed
	Keys       []SAMLKey
	Tags       []access.Tag
	Created    time.Time
	ValidUntil time.Time
}

// A SAMLKey decrypts the assertions of a provider.
type SAMLKey struct {
	ID      string
	Created time.Time
	DER     []byte // PKCS #8, RSA
}

// AddKey adds a private key.
func (p *SAMLProvider) AddKey(k SAMLKey) error {
	if len(p.Keys) >= MaxSAMLKeys {
		return Errorf(LimitExceeded, "Private key limit of %d is reached.", MaxSAMLKeys)
	}
	p.Keys = append(slices.Clone(p.Keys), k)
	return nil
}

// RemoveKey removes a private key. The last one stays while encryption is
// required.
func (p *SAMLProvider) RemoveKey(id string) error {
	left := slices.DeleteFunc(slices.Clone(p.Keys), func(k SAMLKey) bool { return k.ID == id })
	switch {
	case len(left) == len(p.Keys):
		return Errorf(NoSuchEntity, "Failed to remove private key because the Key ID does not match a private key.")
	case len(left) == 0 && p.Encryption == EncryptionRequired:
		return Errorf(InvalidInput, "Failed to remove private key.")
	}
	p.Keys = left
	return nil
}

// CheckEncryption refuses a provider whose assertions must be encrypted and
// could not be decrypted.
func (p *SAMLProvider) CheckEncryption() error {
	if p.Encryption == EncryptionRequired && len(p.Keys) == 0 {
		return Errorf(InvalidInput, "Unable to set assertion encryption mode to Required because no private key is provided.")
	}
	return nil
}
