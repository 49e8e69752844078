package pooltest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// Authenticator is a WebAuthn authenticator in software with one ES256 passkey.
// Its members say what it claims; tests change them to make it lie.
type Authenticator struct {
	T            testing.TB
	ID           []byte // credential id
	RelyingParty string // whose hash it signs
	Origin       string // that the browser saw
	UserHandle   string // "" for none
	Attachment   string // "platform" or "cross-platform"
	AAGUID       []byte // 16 bytes
	Counter      uint32
	Verified     bool // sets the UV flag
	Absent       bool // clears the UP flag
	CrossOrigin  bool
	Format       string // attestation: "none", "packed" (self attestation) or any other

	key *ecdsa.PrivateKey
}

// NewAuthenticator makes one that is honest about the relying party.
func NewAuthenticator(t testing.TB, rp string) *Authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 32)
	if _, err := rand.Read(id); err != nil {
		t.Fatal(err)
	}
	return &Authenticator{T: t, ID: id, RelyingParty: rp, Origin: "https://" + rp, Attachment: "platform",
		AAGUID: make([]byte, 16), Verified: true, Format: "none", key: key}
}

// The flags of authenticator data.
const (
	flagPresent  = 0x01
	flagVerified = 0x04
	flagAttested = 0x40
)

// Register answers CredentialCreationOptions with a RegistrationResponseJSON.
func (a *Authenticator) Register(options []byte) []byte {
	a.T.Helper()
	var o struct {
		Challenge string `json:"challenge"`
	}
	a.check(json.Unmarshal(options, &o))
	client := a.clientData("webauthn.create", o.Challenge)
	data := a.data(flagAttested)
	data = append(data, a.AAGUID...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.ID)))
	data = append(append(data, a.ID...), a.PublicKey()...)
	return a.json(map[string]any{
		"clientDataJSON": b64(client), "attestationObject": b64(a.attest(data, client)), "transports": []string{"internal", "hybrid"},
	})
}

// Assert answers CREDENTIAL_REQUEST_OPTIONS with an AuthenticationResponseJSON.
func (a *Authenticator) Assert(options string) string {
	a.T.Helper()
	var o struct {
		Challenge string `json:"challenge"`
	}
	a.check(json.Unmarshal([]byte(options), &o))
	client, data := a.clientData("webauthn.get", o.Challenge), a.data(0)
	response := map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(a.sign(data, client)),
	}
	if a.UserHandle != "" {
		response["userHandle"] = b64([]byte(a.UserHandle))
	}
	return string(a.json(response))
}

// PublicKey is the COSE form of the passkey's public key.
func (a *Authenticator) PublicKey() []byte {
	point, err := a.key.PublicKey.Bytes() // 4, X, Y
	a.check(err)
	out := []byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20} // kty EC2, alg ES256, P-256, x
	out = append(out, point[1:33]...)
	return append(append(out, 0x22, 0x58, 0x20), point[33:]...)
}

func (a *Authenticator) clientData(ceremony, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": ceremony, "challenge": challenge, "origin": a.Origin, "crossOrigin": a.CrossOrigin})
	a.check(err)
	return b
}

func (a *Authenticator) data(flags byte) []byte {
	if a.Verified {
		flags |= flagVerified
	}
	if !a.Absent {
		flags |= flagPresent
	}
	rp := sha256.Sum256([]byte(a.RelyingParty))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), a.Counter)
}

func (a *Authenticator) sign(data, client []byte) []byte {
	sum := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), sum[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	a.check(err)
	return sig
}

// attest writes the attestation object in CBOR.
func (a *Authenticator) attest(data, client []byte) []byte {
	text := func(b []byte, s string) []byte { return append(append(b, 0x60|byte(len(s))), s...) }
	bytes := func(b, s []byte) []byte {
		return append(binary.BigEndian.AppendUint16(append(b, 0x59), uint16(len(s))), s...)
	}
	out := text(text([]byte{0xa3}, "fmt"), a.Format)
	out = text(out, "attStmt")
	if a.Format == "packed" {
		out = append(text(append(out, 0xa2), "alg"), 0x26)
		out = bytes(text(out, "sig"), a.sign(data, client))
	} else {
		out = append(out, 0xa0)
	}
	return bytes(text(out, "authData"), data)
}

func (a *Authenticator) json(response map[string]any) []byte {
	b, err := json.Marshal(map[string]any{
		"id": b64(a.ID), "rawId": b64(a.ID), "type": "public-key", "authenticatorAttachment": a.Attachment,
		"clientExtensionResults": map[string]any{}, "response": response,
	})
	a.check(err)
	return b
}

func (a *Authenticator) check(err error) {
	a.T.Helper()
	if err != nil {
		a.T.Fatal(err)
	}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
