package factor

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
)

// challengeSize is the length of a WebAuthn challenge in bytes (the
// specification asks for at least 16).
const challengeSize = 32

// maxCredential bounds the JSON text of an assertion or registration.
const maxCredential = 64 << 10

// ErrPasskey is any failed ceremony; the cause says why, for the log.
var ErrPasskey = errors.New("passkey refused")

// NewPasskeyChallenge draws the challenge of a ceremony, base64url.
func NewPasskeyChallenge(rand io.Reader) (string, error) {
	b := make([]byte, challengeSize)
	if _, err := io.ReadFull(rand, b); err != nil {
		return "", fmt.Errorf("draw passkey challenge: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// RequestPasskey makes CREDENTIAL_REQUEST_OPTIONS, the JSON text that asks for
// an assertion by one of keys, and its challenge.
func RequestPasskey(rand io.Reader, rp string, keys []userpool.Passkey, verification string) (options, challenge string, err error) {
	if challenge, err = NewPasskeyChallenge(rand); err != nil {
		return "", "", err
	}
	var allow []*claims.Set
	for _, k := range keys {
		c := &claims.Set{}
		c.Put("id", base64.RawURLEncoding.EncodeToString(k.ID))
		c.Put("type", "public-key")
		c.PutStrings("transports", k.Transports)
		allow = append(allow, c)
	}
	o := &claims.Set{}
	o.PutStrings("hints", nil)
	o.Put("attestation", "none")
	o.PutStrings("attestationFormats", nil)
	o.Put("challenge", challenge)
	o.PutInt("timeout", 180_000)
	o.Put("rpId", rp)
	o.PutObjects("allowCredentials", allow)
	o.Put("userVerification", verification)
	return string(o.JSON()), challenge, nil
}

// CheckPasskey verifies an assertion (WebAuthn level 2, section 7.2) by one of
// keys and gives that key as it is to be stored. A signature counter that goes
// back is accepted, since synced passkeys do not count.
func CheckPasskey(rp, challenge string, keys []userpool.Passkey, verifyUser bool, credential string) (*userpool.Passkey, error) {
	if len(credential) > maxCredential || challenge == "" {
		return nil, ErrPasskey
	}
	p, err := protocol.ParseCredentialRequestResponseBytes([]byte(credential))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	key := findPasskey(keys, p.RawID)
	if key == nil || key.RelyingPartyID != rp {
		return nil, fmt.Errorf("%w: unknown credential", ErrPasskey)
	}
	// The authenticator may say whose key it used (section 7.2, step 6).
	if h := p.Response.UserHandle; len(h) > 0 && string(h) != string(key.Sub) {
		return nil, fmt.Errorf("%w: key of another user", ErrPasskey)
	}
	origin := p.Response.CollectedClientData.Origin
	if !OriginAllowed(rp, origin) {
		return nil, fmt.Errorf("%w: origin %q", ErrPasskey, origin)
	}
	err = p.Verify(challenge, rp, "", []string{origin}, nil, nil, protocol.TopOriginExplicitVerificationMode,
		false, verifyUser, true, key.PublicKey, protocol.SignaturePolicy{})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	if n := p.Response.AuthenticatorData.Counter; n > key.SignCount {
		key.SignCount = n
	}
	key.BackupState = p.Response.AuthenticatorData.Flags.HasBackupState()
	return key, nil
}

func findPasskey(keys []userpool.Passkey, id []byte) *userpool.Passkey {
	for _, k := range keys {
		if bytes.Equal(k.ID, id) {
			return &k
		}
	}
	return nil
}

// OriginAllowed reports whether a page of origin may use passkeys of the
// relying party: its host is the relying party id or below it, over https;
// localhost may go without.
func OriginAllowed(rp, origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if host != rp && !strings.HasSuffix(host, "."+rp) {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && (host == "localhost" || strings.HasSuffix(host, ".localhost"))
}
