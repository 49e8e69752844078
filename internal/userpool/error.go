package userpool

import (
	"errors"
	"fmt"
)

// Code is the name of a Cognito exception. The edge that answers an AWS call
// has one table from codes to wire form (internal/operation/idp/fault.go).
type Code string

// The exceptions that the domain raises.
const (
	AliasExists                 Code = "AliasExistsException"
	CodeDeliveryFailure         Code = "CodeDeliveryFailureException"
	CodeMismatch                Code = "CodeMismatchException"
	ConcurrentModification      Code = "ConcurrentModificationException"
	DeviceKeyExists             Code = "DeviceKeyExistsException"
	DuplicateProvider           Code = "DuplicateProviderException"
	EnableSoftwareTokenMFA      Code = "EnableSoftwareTokenMFAException"
	ExpiredCode                 Code = "ExpiredCodeException"
	FeatureUnavailableInTier    Code = "FeatureUnavailableInTierException"
	GroupExists                 Code = "GroupExistsException"
	InternalError               Code = "InternalErrorException"
	InvalidEmailRoleAccess      Code = "InvalidEmailRoleAccessPolicyException"
	InvalidLambdaResponse       Code = "InvalidLambdaResponseException"
	InvalidOAuthFlow            Code = "InvalidOAuthFlowException"
	InvalidParameter            Code = "InvalidParameterException"
	InvalidPassword             Code = "InvalidPasswordException"
	InvalidSmsRoleAccessPolicy  Code = "InvalidSmsRoleAccessPolicyException"
	InvalidSmsRoleTrust         Code = "InvalidSmsRoleTrustRelationshipException"
	InvalidUserPoolConfig       Code = "InvalidUserPoolConfigurationException"
	LimitExceeded               Code = "LimitExceededException"
	ManagedLoginBrandingExists  Code = "ManagedLoginBrandingExistsException"
	MFAMethodNotFound           Code = "MFAMethodNotFoundException"
	NotAuthorized               Code = "NotAuthorizedException"
	OperationNotEnabled         Code = "OperationNotEnabledException"
	PasswordHistoryViolation    Code = "PasswordHistoryPolicyViolationException"
	PasswordResetRequired       Code = "PasswordResetRequiredException"
	PreconditionNotMet          Code = "PreconditionNotMetException"
	RefreshTokenReuse           Code = "RefreshTokenReuseException"
	ResourceNotFound            Code = "ResourceNotFoundException"
	ScopeDoesNotExist           Code = "ScopeDoesNotExistException"
	SoftwareTokenMFANotFound    Code = "SoftwareTokenMFANotFoundException"
	TermsExists                 Code = "TermsExistsException"
	TierChangeNotAllowed        Code = "TierChangeNotAllowedException"
	TooManyFailedAttempts       Code = "TooManyFailedAttemptsException"
	TooManyRequests             Code = "TooManyRequestsException"
	Unauthorized                Code = "UnauthorizedException"
	UnexpectedLambda            Code = "UnexpectedLambdaException"
	UnsupportedIdentityProvider Code = "UnsupportedIdentityProviderException"
	UnsupportedOperation        Code = "UnsupportedOperationException"
	UnsupportedTokenType        Code = "UnsupportedTokenTypeException"
	UnsupportedUserState        Code = "UnsupportedUserStateException"
	UserImportInProgress        Code = "UserImportInProgressException"
	UserLambdaValidation        Code = "UserLambdaValidationException"
	UsernameExists              Code = "UsernameExistsException"
	UserNotConfirmed            Code = "UserNotConfirmedException"
	UserNotFound                Code = "UserNotFoundException"
	UserPoolAddOnNotEnabled     Code = "UserPoolAddOnNotEnabledException"
	UserPoolTagging             Code = "UserPoolTaggingException"
	WebAuthnChallengeNotFound   Code = "WebAuthnChallengeNotFoundException"
	WebAuthnClientMismatch      Code = "WebAuthnClientMismatchException"
	WebAuthnConfigMissing       Code = "WebAuthnConfigurationMissingException"
	WebAuthnNotSupported        Code = "WebAuthnCredentialNotSupportedException"
	WebAuthnNotEnabled          Code = "WebAuthnNotEnabledException"
	WebAuthnOriginNotAllowed    Code = "WebAuthnOriginNotAllowedException"
	WebAuthnRPMismatch          Code = "WebAuthnRelyingPartyMismatchException"
)

// Error is an answer that the caller may see: a code and a public message.
// Whatever else is known belongs into Cause, which goes to the log only.
type Error struct {
	Code    Code
	Message string
	Cause   error
}

// Error gives the code and the public message, and the cause for the log.
func (e *Error) Error() string {
	if e.Cause != nil {
		return string(e.Code) + ": " + e.Message + ": " + e.Cause.Error()
	}
	return string(e.Code) + ": " + e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error with a formatted public message.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Because returns a copy of e that carries cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// CodeOf gives the code of the Error in err's chain, "" if there is none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// What a store answers when a row is not there, or a key is taken, or a row
// has changed since it was read. Journeys translate them; clients never see them.
var (
	ErrNotFound = errors.New("not found")
	ErrExists   = errors.New("already exists")
	ErrConflict = errors.New("changed by another writer")
)

// Errors that many journeys raise with the same words.

// PoolNotFound is raised for an unknown pool.
func PoolNotFound(id PoolID) *Error {
	return Errorf(ResourceNotFound, "User pool %s does not exist.", id)
}

// ClientNotFound is raised for an unknown client and for one of another pool.
func ClientNotFound(id ClientID) *Error {
	return Errorf(ResourceNotFound, "User pool client %s does not exist.", id)
}

// UserMissing is raised for an unknown user where Cognito does not hide it.
func UserMissing() *Error { return Errorf(UserNotFound, "User does not exist.") }

// GroupNotFound is raised for an unknown group.
func GroupNotFound() *Error { return Errorf(ResourceNotFound, "Group not found.") }

// WrongPassword is the one answer to every failed proof.
func WrongPassword() *Error {
	return Errorf(NotAuthorized, "Incorrect username or password.")
}

// UserDisabled is raised for a disabled user.
func UserDisabled() *Error { return Errorf(NotAuthorized, "User is disabled.") }

// AttemptsExceeded is raised when an hourly limit per user is used up.
func AttemptsExceeded() *Error {
	return Errorf(LimitExceeded, "Attempt limit exceeded, please try after some time.")
}
