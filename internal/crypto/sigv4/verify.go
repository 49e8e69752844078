package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

const (
	skew = 5 * time.Minute
	// wideSkew is allowed for S3, and for presigned URLs dated in the future.
	wideSkew = 15 * time.Minute
)

// Verifier checks signatures. It remembers signing keys, which cost more than
// the rest of a check; it is safe for concurrent use.
type Verifier struct{ keys *keyCache }

// NewVerifier returns a Verifier that remembers up to twice cached signing
// keys (about 100 bytes each); 0 remembers none.
func NewVerifier(cached int) *Verifier { return &Verifier{keys: newKeyCache(cached)} }

// Verify checks the signature of a parsed request, now. secret is that of
// c.AccessKeyID, body the SHA-256 of the whole body (of no bytes without one);
// it is not looked at when c.Payload is not Signed. The error is an *Error:
// Skew, Expired, Body or Mismatch.
func (v *Verifier) Verify(c *Credential, body [32]byte, secret string, now time.Time) error {
	if err := c.checkTime(now); err != nil {
		return err
	}
	payload, err := c.payloadHash(body)
	if err != nil {
		return err
	}
	key, cached := v.keys.get(c, secret)
	if !cached {
		key = signingKey(c, secret)
	}
	if !c.signedWith(key, payload, strict) && !(c.mayBeFromBrowser() && c.signedWith(key, payload, browser)) {
		return mismatch()
	}
	if !cached {
		// Only now: others could fill the cache with dates and regions.
		v.keys.put(c, secret, key)
	}
	return nil
}

// Verify parses and checks a request whose signer's secret is known.
func Verify(r *http.Request, body [32]byte, secret string, now time.Time) error {
	c, err := Parse(r)
	if err != nil {
		return err
	}
	return NewVerifier(0).Verify(c, body, secret, now)
}

func (c *Credential) checkTime(now time.Time) error {
	now = now.UTC()
	early, late := skew, skew
	kind := Skew
	if c.Service == s3 {
		early, late = wideSkew, wideSkew
	}
	if c.Presigned {
		early, late, kind = wideSkew, c.Expires, Expired
	}
	if c.Date.Before(now.Add(-late)) {
		return tooOld(kind, c.Date, now, late)
	}
	if c.Date.After(now.Add(early)) {
		return tooEarly(c.Date, now, early)
	}
	return nil
}

// mayBeFromBrowser tells whether the path has characters that the Amplify
// library leaves unescaped where AWS's rule escapes them. Both spellings name
// the same path only, so accepting the second one is safe.
func (c *Credential) mayBeFromBrowser() bool {
	return (c.Service == "execute-api" || c.Service == "appsync") && strings.ContainsAny(c.target.path, browserUnreserved)
}

func (c *Credential) signedWith(key [32]byte, payload string, how style) bool {
	want := c.compute(key, payload, how)
	return hmac.Equal(want[:], c.signature[:])
}

// compute returns the signature that the request should have.
func (c *Credential) compute(key [32]byte, payload string, how style) [32]byte {
	buffer := make([]byte, 0, 1024)
	request := sha256.Sum256(c.appendRequest(buffer, payload, how))
	text := append(buffer[:0], algorithm+"\n"...)
	text = append(c.Date.AppendFormat(text, stampLayout), '\n')
	text = c.Date.AppendFormat(text, dayLayout)
	for _, part := range []string{c.Region, c.Service, terminator} {
		text = append(append(text, '/'), part...)
	}
	text = hex.AppendEncode(append(text, '\n'), request[:])
	return authenticate(key[:], text)
}

func signingKey(c *Credential, secret string) [32]byte {
	key := authenticate([]byte("AWS4"+secret), []byte(c.Date.Format(dayLayout)))
	for _, part := range []string{c.Region, c.Service, terminator} {
		key = authenticate(key[:], []byte(part))
	}
	return key
}

func authenticate(key, text []byte) (sum [32]byte) {
	mac := hmac.New(sha256.New, key)
	mac.Write(text)
	mac.Sum(sum[:0])
	return sum
}
