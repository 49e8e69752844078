package identity

import (
	"errors"
	"net/http"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/wire/identity"
)

// faults is the wire form of every code that the domain raises.
var faults = map[identitypool.Code]func(message string) *awsproto.Fault{
	identitypool.DeveloperUserAlreadyRegistered: identity.DeveloperUserAlreadyRegisteredException,
	identitypool.ExternalService:                identity.ExternalServiceException,
	identitypool.InvalidConfiguration:           identity.InvalidIdentityPoolConfigurationException,
	identitypool.InvalidParameter:               identity.InvalidParameterException,
	identitypool.LimitExceeded:                  identity.LimitExceededException,
	identitypool.NotAuthorized:                  identity.NotAuthorizedException,
	identitypool.NotImplemented:                 notImplemented,
	identitypool.ResourceConflict:               identity.ResourceConflictException,
	identitypool.ResourceNotFound:               identity.ResourceNotFoundException,
}

func notImplemented(message string) *awsproto.Fault {
	return &awsproto.Fault{Code: string(identitypool.NotImplemented), Status: http.StatusNotImplemented, Message: message}
}

// fault gives the wire form of an error of the domain. An error that is not
// one of the domain's is left as it is: clients learn nothing of it.
func fault(err error) error {
	var e *identitypool.Error
	if !errors.As(err, &e) {
		return err
	}
	wire, ok := faults[e.Code]
	if !ok {
		return err
	}
	return wire(e.Message).Because(err)
}
