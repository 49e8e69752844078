package identitypool

import (
	"errors"
	"fmt"
)

// Code is the name of an exception of the service.
type Code string

// The exceptions that the domain raises.
const (
	DeveloperUserAlreadyRegistered Code = "DeveloperUserAlreadyRegisteredException"
	ExternalService                Code = "ExternalServiceException"
	InvalidConfiguration           Code = "InvalidIdentityPoolConfigurationException"
	InvalidParameter               Code = "InvalidParameterException"
	LimitExceeded                  Code = "LimitExceededException"
	NotAuthorized                  Code = "NotAuthorizedException"
	NotImplemented                 Code = "NotImplementedException"
	ResourceConflict               Code = "ResourceConflictException"
	ResourceNotFound               Code = "ResourceNotFoundException"
)

// Error is an answer that the caller may see.
type Error struct {
	Code    Code
	Message string
	Cause   error // for the log only
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// Because returns a copy of e that carries cause for the log.
func (e *Error) Because(cause error) *Error {
	g := *e
	g.Cause = cause
	return &g
}

// Errorf makes an Error with a formatted public message.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf gives the code of the Error in err's chain, "" if there is none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// What stores answer. They are not for clients.
var (
	ErrNotFound = errors.New("identitypool: no such row")
	ErrExists   = errors.New("identitypool: there is one already")
)

func poolNotFound(id PoolID) *Error {
	return Errorf(ResourceNotFound, "IdentityPool '%s' not found.", id)
}

func identityNotFound(id IdentityID) *Error {
	return Errorf(ResourceNotFound, "Identity '%s' not found.", id)
}

func forbidden(id IdentityID) *Error {
	return Errorf(NotAuthorized, "Access to Identity '%s' is forbidden.", id)
}

func noGuests() *Error {
	return Errorf(NotAuthorized, "Unauthenticated access is not supported for this identity pool.")
}

func noMatch() *Error {
	return Errorf(NotAuthorized, "Logins don't match. Please include at least one valid login for this identity or identity pool.")
}

func linkedElsewhere() *Error {
	return Errorf(ResourceConflict, "Logins are already linked to another account.")
}

func invalidLogin(format string, args ...any) *Error {
	return Errorf(NotAuthorized, "Invalid login token. "+format, args...)
}

func badConfiguration(cause error) *Error {
	return Errorf(InvalidConfiguration, "Invalid identity pool configuration. Check assigned IAM roles for this pool.").Because(cause)
}
