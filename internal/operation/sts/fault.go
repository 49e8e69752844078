package sts

import (
	"errors"
	"net/http"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/sts"
)

// faults is the wire form of every code that the domain raises here.
var faults = map[principal.Code]func(message string) *awsproto.Fault{
	principal.AccessDenied:                coded(principal.AccessDenied, http.StatusForbidden),
	principal.ExpiredToken:                sts.ExpiredTokenException,
	principal.IDPCommunicationError:       sts.IDPCommunicationErrorException,
	principal.IDPRejectedClaim:            sts.IDPRejectedClaimException,
	principal.InvalidAuthorizationMessage: sts.InvalidAuthorizationMessageException,
	principal.InvalidIdentityToken:        sts.InvalidIdentityTokenException,
	principal.InvalidInput:                coded(principal.ValidationError, http.StatusBadRequest),
	principal.MalformedPolicyDocument:     sts.MalformedPolicyDocumentException,
	principal.NoSuchEntity:                coded(principal.ValidationError, http.StatusBadRequest),
	principal.PackedPolicyTooLarge:        sts.PackedPolicyTooLargeException,
	principal.ValidationError:             coded(principal.ValidationError, http.StatusBadRequest),
}

// coded answers codes that no model declares because every operation has them.
func coded(code principal.Code, status int) func(string) *awsproto.Fault {
	return func(message string) *awsproto.Fault {
		return &awsproto.Fault{Code: string(code), Status: status, Message: message}
	}
}

// fault gives the wire form of an error of the domain. An error that is not
// one of the domain's is left as it is: clients learn nothing of it.
func fault(err error) error {
	var e *principal.Error
	if !errors.As(err, &e) {
		return err
	}
	wire, ok := faults[e.Code]
	if !ok {
		return err
	}
	return wire(e.Message).Because(err)
}
