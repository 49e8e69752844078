package iam

import (
	"errors"
	"net/http"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// faults is the wire form of every code that the domain raises here.
var faults = map[principal.Code]func(message string) *awsproto.Fault{
	principal.AccessDenied:                accessDenied,
	principal.ConcurrentModification:      iam.ConcurrentModificationException,
	principal.DeleteConflict:              iam.DeleteConflictException,
	principal.EntityAlreadyExists:         iam.EntityAlreadyExistsException,
	principal.InvalidInput:                iam.InvalidInputException,
	principal.LimitExceeded:               iam.LimitExceededException,
	principal.MalformedPolicyDocument:     iam.MalformedPolicyDocumentException,
	principal.NoSuchEntity:                iam.NoSuchEntityException,
	principal.OpenIDIdpCommunicationError: iam.OpenIdIdpCommunicationErrorException,
	principal.PolicyNotAttachable:         iam.PolicyNotAttachableException,
	principal.UnmodifiableEntity:          iam.UnmodifiableEntityException,
	principal.ValidationError:             validation,
}

func accessDenied(message string) *awsproto.Fault {
	return &awsproto.Fault{Code: string(principal.AccessDenied), Status: http.StatusForbidden, Message: message}
}

func validation(message string) *awsproto.Fault {
	return &awsproto.Fault{Code: string(principal.ValidationError), Status: http.StatusBadRequest, Message: message}
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
