package oauth

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool/grant"
)

// maxForm bounds the body of a form, in bytes: the longest code, verifier and
// secret fit several times.
const maxForm = 64 << 10

var errForm = &grant.Error{Code: grant.InvalidRequest}

// form reads the body of a request. Parameters that come twice are an error
// (RFC 6749 3.2); those in the URL are none, since URLs end up in logs.
func form(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, errForm
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if err != nil {
		return nil, &grant.Error{Code: grant.InvalidRequest, Cause: err}
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, &grant.Error{Code: grant.InvalidRequest, Cause: err}
	}
	for _, v := range values {
		if len(v) > 1 {
			return nil, errForm
		}
	}
	return values, nil
}

// credentials are those of the Authorization header, or else of the form.
func credentials(r *http.Request, f url.Values) (grant.Credentials, error) {
	header := r.Header.Values("Authorization")
	switch len(header) {
	case 0:
		return grant.Credentials{ClientID: f.Get("client_id"), Secret: f.Get("client_secret")}, nil
	case 1:
		c, err := parseBasic(header[0])
		if err != nil {
			return c, &grant.Error{Code: grant.InvalidClient, Cause: err}
		}
		return c, nil
	}
	return grant.Credentials{}, errForm
}

var errBasic = errors.New("Authorization is not Basic with a client id and a secret")

// parseBasic reads `Basic base64(id:secret)`. Libraries that follow RFC 6749
// 2.3.1 percent-encode both parts first, others do not; secrets hold no percent
// sign, but may hold a plus, so that it stays one.
func parseBasic(header string) (grant.Credentials, error) {
	scheme, text, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Basic") {
		return grant.Credentials{}, errBasic
	}
	plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return grant.Credentials{}, errBasic
	}
	id, secret, ok := strings.Cut(string(plain), ":")
	if !ok {
		return grant.Credentials{}, errBasic
	}
	if id, err = url.PathUnescape(id); err != nil {
		return grant.Credentials{}, errBasic
	}
	if secret, err = url.PathUnescape(secret); err != nil {
		return grant.Credentials{}, errBasic
	}
	return grant.Credentials{ClientID: id, Secret: secret}, nil
}

// bearer is the token of an Authorization header (RFC 6750 2.1), "" without one.
func bearer(r *http.Request) string {
	header := r.Header.Values("Authorization")
	if len(header) != 1 {
		return ""
	}
	scheme, token, ok := strings.Cut(header[0], " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
