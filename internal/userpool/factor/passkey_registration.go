package factor

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
)

// The signature algorithms of passkeys, by their COSE numbers.
const (
	algES256 = -7
	algRS256 = -257
)

// maxCredentialID is the limit of WebAuthn for credential ids, in bytes.
const maxCredentialID = 1023

// A ceremony is a pending passkey registration.
type Ceremony struct {
	RelyingParty string
	Challenge    string // base64url
	VerifyUser   bool   // the authenticator must have verified the user
}

// OfferPasskey makes CredentialCreationOptions, the JSON object by which a
// browser creates a passkey for u that is none of keys. verification is
// "preferred" or "required".
func OfferPasskey(rand io.Reader, rp string, u *userpool.User, keys []userpool.Passkey, verification string) (options []byte, c Ceremony, err error) {
	challenge, err := NewPasskeyChallenge(rand)
	if err != nil {
		return nil, c, err
	}
	object := func(pairs ...string) *claims.Set {
		s := &claims.Set{}
		for i := 0; i < len(pairs); i += 2 {
			s.Put(pairs[i], pairs[i+1])
		}
		return s
	}
	var params, exclude []*claims.Set
	for _, alg := range []int64{algES256, algRS256} {
		p := object("type", "public-key")
		p.PutInt("alg", alg)
		params = append(params, p)
	}
	for _, k := range keys {
		exclude = append(exclude, object("id", base64.RawURLEncoding.EncodeToString(k.ID), "type", "public-key"))
	}
	selection := &claims.Set{}
	selection.PutBool("requireResidentKey", true)
	selection.Put("residentKey", "required")
	selection.Put("userVerification", verification)

	o := &claims.Set{}
	o.PutObject("rp", object("id", rp, "name", rp))
	o.PutObject("user", object("id", base64.RawURLEncoding.EncodeToString([]byte(u.Sub)),
		"name", string(u.Username), "displayName", string(u.Username)))
	o.Put("challenge", challenge)
	o.PutObjects("pubKeyCredParams", params)
	o.PutInt("timeout", 60_000)
	o.PutObjects("excludeCredentials", exclude)
	o.PutObject("authenticatorSelection", selection)
	return o.JSON(), Ceremony{RelyingParty: rp, Challenge: challenge, VerifyUser: verification == "required"}, nil
}

func badCredential(cause error) error {
	return userpool.Errorf(userpool.InvalidParameter, "Credential data is not valid").Because(cause)
}

func unsupportedCredential(cause error) error {
	return userpool.Errorf(userpool.WebAuthnNotSupported, "Credential is not supported").Because(cause)
}

// RegisterPasskey verifies a RegistrationResponseJSON (WebAuthn level 2,
// section 7.1) and gives the passkey, which has no owner, name and date yet.
// Attestation is checked for form ("none" and "packed") and never for trust.
//
// The errors, in the order of the checks: InvalidParameter for what is no
// registration response, WebAuthnChallengeNotFound for another challenge,
// WebAuthnOriginNotAllowed, WebAuthnRelyingPartyMismatch and
// WebAuthnCredentialNotSupported.
func RegisterPasskey(c Ceremony, credential []byte) (*userpool.Passkey, error) {
	if len(credential) > maxCredential {
		return nil, badCredential(errors.New("too large"))
	}
	p, err := protocol.ParseCredentialCreationResponseBytes(credential)
	if err != nil {
		return nil, badCredential(err)
	}
	if err := c.checkClient(&p.Response.CollectedClientData); err != nil {
		return nil, err
	}
	data := &p.Response.AttestationObject.AuthData
	if want := sha256.Sum256([]byte(c.RelyingParty)); !bytes.Equal(data.RPIDHash, want[:]) {
		return nil, userpool.Errorf(userpool.WebAuthnRPMismatch, "Relying party does not match")
	}
	return c.accept(p)
}

// checkClient checks what the browser says of the ceremony.
func (c Ceremony) checkClient(d *protocol.CollectedClientData) error {
	if d.Type != protocol.CreateCeremony {
		return badCredential(fmt.Errorf("type %q", d.Type))
	}
	if c.Challenge == "" || subtle.ConstantTimeCompare([]byte(d.Challenge), []byte(c.Challenge)) != 1 {
		return userpool.Errorf(userpool.WebAuthnChallengeNotFound, "Challenge not found")
	}
	if !OriginAllowed(c.RelyingParty, d.Origin) || d.CrossOrigin {
		return userpool.Errorf(userpool.WebAuthnOriginNotAllowed, "Origin is not allowed")
	}
	return nil
}

// accept checks the key and its attestation and reads them.
func (c Ceremony) accept(p *protocol.ParsedCredentialCreationData) (*userpool.Passkey, error) {
	object := &p.Response.AttestationObject
	if object.Format != string(protocol.AttestationFormatNone) && object.Format != string(protocol.AttestationFormatPacked) {
		return nil, unsupportedCredential(fmt.Errorf("attestation %q", object.Format))
	}
	allowed := []protocol.CredentialParameter{
		{Type: protocol.PublicKeyCredentialType, Algorithm: algES256}, {Type: protocol.PublicKeyCredentialType, Algorithm: algRS256},
	}
	_, err := p.Verify(c.Challenge, c.RelyingParty, []string{p.Response.CollectedClientData.Origin}, nil, nil,
		protocol.TopOriginExplicitVerificationMode, false, c.VerifyUser, true, nil, allowed,
		protocol.AttestationPolicy{}, protocol.SignaturePolicy{})
	if err != nil {
		return nil, unsupportedCredential(err)
	}
	key := object.AuthData.AttData
	if len(key.CredentialID) > maxCredentialID {
		return nil, badCredential(errors.New("credential id too long"))
	}
	// A key that cannot be read now would fail every later sign-in.
	if _, err := webauthncose.ParsePublicKey(key.CredentialPublicKey); err != nil {
		return nil, unsupportedCredential(err)
	}
	var form webauthncose.PublicKeyData
	if err := webauthncbor.Unmarshal(key.CredentialPublicKey, &form); err != nil {
		return nil, unsupportedCredential(err)
	}
	flags := object.AuthData.Flags
	return &userpool.Passkey{
		ID: key.CredentialID, RelyingPartyID: c.RelyingParty, PublicKey: key.CredentialPublicKey, Algorithm: form.Algorithm,
		SignCount: object.AuthData.Counter, AAGUID: key.AAGUID, Attachment: string(p.AuthenticatorAttachment),
		Transports: transports(p.Response.Transports), UserVerified: flags.HasUserVerified(),
		BackupEligible: flags.HasBackupEligible(), BackupState: flags.HasBackupState(),
	}, nil
}

// transports keeps the hints that WebAuthn knows: they are the client's word
// and come back in every later ceremony.
func transports(given []protocol.AuthenticatorTransport) []string {
	var out []string
	for _, t := range given {
		switch t {
		case protocol.USB, protocol.NFC, protocol.BLE, protocol.SmartCard, protocol.Hybrid, protocol.Internal:
			if !slices.Contains(out, string(t)) {
				out = append(out, string(t))
			}
		}
	}
	return out
}

// PasskeyName is the name by which a user recognises the passkey in a list.
func PasskeyName(k *userpool.Passkey) string {
	if k.Attachment == string(protocol.CrossPlatform) {
		return "Roaming passkey"
	}
	if name := knownAuthenticators[fmt.Sprintf("%x", k.AAGUID)]; name != "" {
		return name
	}
	return "Platform passkey"
}

// knownAuthenticators names the makes that most passkeys come from, by AAGUID.
var knownAuthenticators = map[string]string{
	"fbfc3007154e4ecc8c0b6e020557d7bd": "iCloud Keychain",
	"ea9b8d664d011d213ce4b6b48cb575d4": "Google Password Manager",
	"adce000235bcc60a648b0b25f1f05503": "Chrome on Mac",
	"08987058cadc4b81b6e130de50dcbe96": "Windows Hello",
	"9ddd1817af5a4672a2b93e3dd95000a9": "Windows Hello",
	"6028b017b1d44c02b4b3afcdafc96bb2": "Windows Hello",
	"bada5566a7aa401fbd9645619a55120d": "1Password",
	"d548826e79b4db40a3d811116f7e8349": "Bitwarden",
	"531126d6e717415c93203d9aa6981239": "Dashlane",
	"53414d53554e47000000000000000000": "Samsung Pass",
}
