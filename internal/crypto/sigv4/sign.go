package sigv4

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Signer signs requests in the header form.
type Signer struct {
	AccessKeyID, Secret string
	SessionToken        string // optional
	Region, Service     string
}

// Sign dates and signs a request whose body has the given SHA-256. It sets
// X-Amz-Date, X-Amz-Security-Token and Authorization, and covers the host, the
// content type and every x-amz-* header.
func (s Signer) Sign(r *http.Request, body [32]byte, now time.Time) {
	now = now.UTC().Truncate(time.Second)
	r.Header.Set("X-Amz-Date", stamp(now))
	if s.SessionToken != "" {
		r.Header.Set("X-Amz-Security-Token", s.SessionToken)
	}
	c := &Credential{
		AccessKeyID: s.AccessKeyID, Date: now, Region: s.Region, Service: s.Service,
		SignedHeaders: headersToSign(r.Header), request: r, target: targetOf(r),
	}
	payload := strings.Join(r.Header["X-Amz-Content-Sha256"], ",")
	if payload == "" {
		payload = hex.EncodeToString(body[:])
	}
	signature := c.compute(signingKey(c, s.Secret), payload, strict)
	scope := strings.Join([]string{s.AccessKeyID, now.Format(dayLayout), s.Region, s.Service, terminator}, "/")
	r.Header.Set("Authorization", algorithm+" Credential="+scope+
		", SignedHeaders="+strings.Join(c.SignedHeaders, ";")+", Signature="+hex.EncodeToString(signature[:]))
}

func headersToSign(header http.Header) []string {
	names := []string{"host"}
	for name := range header {
		name = strings.ToLower(name)
		if name == "content-type" || strings.HasPrefix(name, "x-amz-") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
