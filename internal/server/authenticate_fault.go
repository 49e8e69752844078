package server

import (
	"errors"
	"net/http"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/crypto/sigv4"
)

// refusal is why a caller is not let in; each protocol has its own word for it.
type refusal int

const (
	noCredentials refusal = iota
	unreadable
	unknownKey
	badSignature
	expired
	denied
)

const invalidToken = "The security token included in the request is invalid."

// refusals names the refusals in JSON protocols and in the Query protocol.
var refusals = map[refusal]struct{ json, query string }{
	noCredentials: {"MissingAuthenticationTokenException", "MissingAuthenticationToken"},
	unreadable:    {"IncompleteSignatureException", "IncompleteSignature"},
	unknownKey:    {"UnrecognizedClientException", "InvalidClientTokenId"},
	badSignature:  {"InvalidSignatureException", "SignatureDoesNotMatch"},
	expired:       {"ExpiredTokenException", "ExpiredToken"},
	denied:        {"AccessDeniedException", "AccessDenied"},
}

// refuse words a refusal for a service: AWS JSON answers 400 to all of them,
// the others 403.
func refuse(service string, why refusal, text string) *awsproto.Fault {
	words := refusals[why]
	switch service {
	case "sts", "iam":
		return &awsproto.Fault{Code: words.query, Status: http.StatusForbidden, Message: text}
	case "cognito-sync":
		return &awsproto.Fault{Code: words.json, Status: http.StatusForbidden, Message: text}
	}
	return &awsproto.Fault{Code: words.json, Status: http.StatusBadRequest, Message: text}
}

// signatureFault words what sigv4 found.
func signatureFault(service string, err error) error {
	var e *sigv4.Error
	if !errors.As(err, &e) {
		return err
	}
	why := badSignature // mismatch, body, skew and expired share one word
	switch e.Kind {
	case sigv4.Missing:
		why = noCredentials
	case sigv4.Incomplete:
		why = unreadable
	}
	return refuse(service, why, e.Message)
}
