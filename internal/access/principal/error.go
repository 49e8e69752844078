package principal

import (
	"errors"
	"fmt"
)

// Code is the name of an IAM or STS error.
type Code string

// The errors of the rules in this package and of the services above it.
const (
	AccessDenied            Code = "AccessDenied"
	ConcurrentModification  Code = "ConcurrentModification"
	DeleteConflict          Code = "DeleteConflict"
	EntityAlreadyExists     Code = "EntityAlreadyExists"
	InvalidInput            Code = "InvalidInput"
	LimitExceeded           Code = "LimitExceeded"
	MalformedPolicyDocument Code = "MalformedPolicyDocument"
	NoSuchEntity            Code = "NoSuchEntity"
	PackedPolicyTooLarge    Code = "PackedPolicyTooLarge"
	PolicyNotAttachable     Code = "PolicyNotAttachable"
	UnmodifiableEntity      Code = "UnmodifiableEntity"

	ExpiredToken                Code = "ExpiredTokenException"
	IDPCommunicationError       Code = "IDPCommunicationError"
	IDPRejectedClaim            Code = "IDPRejectedClaim"
	InvalidAuthorizationMessage Code = "InvalidAuthorizationMessageException"
	InvalidIdentityToken        Code = "InvalidIdentityToken"
	OpenIDIdpCommunicationError Code = "OpenIdIdpCommunicationError"
	ValidationError             Code = "ValidationError"
)

// Error is an answer the caller may see.
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

// Quota is the error for the n+1st thing of a kind, by AWS's name of the quota.
func Quota(name string, n int) *Error {
	return Errorf(LimitExceeded, "Cannot exceed quota for %s: %d", name, n)
}

// RoleNotFound is the error for an unknown role.
func RoleNotFound(name string) *Error {
	return Errorf(NoSuchEntity, "The role with name %s cannot be found.", name)
}

// RolePolicyNotFound is the error for an unknown inline policy of a role.
func RolePolicyNotFound(name string) *Error {
	return Errorf(NoSuchEntity, "The role policy with name %s cannot be found.", name)
}

// UserNotFound is the error for an unknown user.
func UserNotFound(name string) *Error {
	return Errorf(NoSuchEntity, "The user with name %s cannot be found.", name)
}

// UserPolicyNotFound is the error for an unknown inline policy of a user.
func UserPolicyNotFound(name string) *Error {
	return Errorf(NoSuchEntity, "The user policy with name %s cannot be found.", name)
}

// UserExists is the error for a taken user name.
func UserExists(name string) *Error {
	return Errorf(EntityAlreadyExists, "User with name %s already exists.", name)
}

// PolicyNotFound is the error for an unknown managed policy.
func PolicyNotFound(arn string) *Error {
	return Errorf(NoSuchEntity, "Policy %s was not found.", arn)
}

// RoleExists is the error for a taken role name.
func RoleExists(name string) *Error {
	return Errorf(EntityAlreadyExists, "Role with name %s already exists.", name)
}

// PolicyExists is the error for a taken policy name.
func PolicyExists(name string) *Error {
	return Errorf(EntityAlreadyExists, "A policy called %s already exists. Duplicate names are not allowed.", name)
}

// What stores answer. They are not for clients: the services above turn them
// into the errors of the API.
var (
	ErrNotFound = errors.New("principal: no such row")
	ErrExists   = errors.New("principal: the name is taken")
)
