package sigv4

import (
	"crypto/subtle"
	"encoding/hex"
)

// Payload is how a signature covers the body (x-amz-content-sha256).
type Payload string

// The modes. All but Signed are for S3 only.
const (
	Signed                  Payload = ""
	Unsigned                Payload = "UNSIGNED-PAYLOAD"
	StreamingUnsigned       Payload = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
	StreamingSigned         Payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	StreamingSignedTrailing Payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
)

// DeclaredBody is the hash that the body must have according to the request,
// for callers that check it while they read. ok is false if the request names
// none, in which case Verify needs the real one.
func (c *Credential) DeclaredBody() (sum [32]byte, ok bool) {
	raw, err := hex.DecodeString(c.declared)
	if err != nil || len(raw) != len(sum) {
		return sum, false
	}
	return [32]byte(raw), true
}

func (c *Credential) parsePayload() error {
	declared, err := c.single("X-Amz-Content-Sha256")
	if err != nil {
		return err
	}
	if c.Presigned && declared == "" && c.Service == s3 {
		var count int
		if declared, count = c.target.get("X-Amz-Content-Sha256"); count == 0 {
			declared = string(Unsigned)
		}
	}
	c.declared = declared
	if _, isHash := c.DeclaredBody(); declared == "" || isHash {
		return nil
	}
	switch mode := Payload(declared); mode {
	case Unsigned, StreamingUnsigned, StreamingSigned, StreamingSignedTrailing:
		if c.Service == s3 {
			c.Payload = mode
			return nil
		}
	}
	return incomplete("The value of x-amz-content-sha256 is not supported here: '%s'", declared)
}

// payloadHash is the last line of the canonical request.
func (c *Credential) payloadHash(body [32]byte) (string, error) {
	if c.Payload != Signed {
		return c.declared, nil
	}
	if c.declared == "" {
		return hex.EncodeToString(body[:]), nil
	}
	// A signed hash proves nothing unless the body has it.
	declared, _ := c.DeclaredBody()
	if subtle.ConstantTimeCompare(declared[:], body[:]) != 1 {
		return "", &Error{Kind: Body, Message: "The provided 'x-amz-content-sha256' header does not match what was computed."}
	}
	return c.declared, nil
}
