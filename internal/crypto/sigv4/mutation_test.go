package sigv4

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

var errUnknownKey = errors.New("unknown access key")

// verifyText reads a request as a server does and checks it.
func verifyText(text []byte, secrets map[string]string) error {
	reader := bufio.NewReader(bytes.NewReader(text))
	r, err := http.ReadRequest(reader)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	c, err := Parse(r)
	if err != nil {
		return err
	}
	secret, ok := secrets[c.AccessKeyID]
	if !ok {
		return errUnknownKey
	}
	return NewVerifier(0).Verify(c, sha256.Sum256(body), secret, signTime)
}

// harmless tells whether two requests mean the same to everything behind the
// verifier: they differ only in the protocol version, in headers that clients
// do not sign, in the case of header names, or in the body of a request that
// says its body is unsigned. The hex digits of an escape may change case in a
// query, and in the path of S3, which is read decoded.
func harmless(a, b []byte) bool {
	first, body1 := covered(a)
	second, body2 := covered(b)
	return slices.Equal(first, second) && (bytes.Equal(body1, body2) || bytes.Contains(a, []byte("UNSIGNED-PAYLOAD")))
}

func covered(text []byte) (meaning []string, body []byte) {
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(text)))
	if err != nil {
		return nil, nil
	}
	body, _ = io.ReadAll(r.Body)
	c, err := Parse(r)
	if err != nil {
		return nil, body
	}
	path := c.target.path
	if c.Service == s3 {
		path = unescape(path)
	}
	meaning = []string{r.Method, path, fmt.Sprintf("%q", c.target.params), r.Host, c.AccessKeyID, c.Region, c.Service, c.Date.String(), string(c.signature[:]), c.SessionToken}
	for _, name := range c.SignedHeaders {
		meaning = append(meaning, name+":"+strings.Join(c.headerValues(name), ","))
	}
	return meaning, body
}
