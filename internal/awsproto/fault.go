package awsproto

import (
	"net/http"
	"slices"
)

// A Fault is an error that the client may see: a code of the service's model or of the protocol itself, and a public
// message. Any other error returned by an operation is an internal one and says nothing to the client.
type Fault struct {
	// Code is the name clients switch on, such as "NotAuthorizedException".
	Code string
	// Status is the HTTP status of codes that the service's model does not have; 0 means 400. For codes of the model,
	// the model's status is sent.
	Status int
	// Message is shown to the client; it must not tell more than the client may know.
	Message string
	// Fields are further string members of the error document, such as reasonCode.
	Fields map[string]string
	// Cause is for the log only.
	Cause error
}

// Error tells code and public message, never the cause.
func (f *Fault) Error() string {
	if f.Message == "" {
		return f.Code
	}
	return f.Code + ": " + f.Message
}

// Unwrap gives the cause to errors.Is and errors.As.
func (f *Fault) Unwrap() error { return f.Cause }

// Because returns a copy of f that carries cause for the log.
func (f *Fault) Because(cause error) *Fault {
	g := *f
	g.Cause = cause
	return &g
}

// Codes that belong to the protocols rather than to a service's model.
const (
	codeNotImplemented   = "NotImplementedException"
	codeUnknownOperation = "UnknownOperationException"
	codeSerialization    = "SerializationException"
	codeMalformedInput   = "MalformedInput"
	codeInvalidAction    = "InvalidAction"
	codeTooLarge         = "RequestEntityTooLargeException"
)

// commonCodes may be answered by every operation although no model declares them.
var commonCodes = []string{
	codeNotImplemented, codeUnknownOperation, codeSerialization, codeMalformedInput, codeInvalidAction, codeTooLarge,
	"AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature",
	"IncompleteSignatureException", "InternalFailure", "InvalidClientTokenId", "InvalidSignatureException",
	"MissingAuthenticationToken", "MissingAuthenticationTokenException", "SignatureDoesNotMatch", "Throttling",
	"ThrottlingException", "UnrecognizedClientException", "ValidationError", "ValidationException",
}

func isCommonCode(code string) bool { return slices.Contains(commonCodes, code) }

// NotImplemented says that this program has no such operation yet, by name, so that nobody takes silence for success.
func NotImplemented(operation string) *Fault {
	return &Fault{
		Code:    codeNotImplemented,
		Status:  http.StatusNotImplemented,
		Message: "The operation " + operation + " is not implemented.",
	}
}

// UnknownOperation answers a target that no service of this program has.
func UnknownOperation() *Fault {
	return &Fault{Code: codeUnknownOperation, Status: http.StatusBadRequest}
}

// Serialization answers a body that is not the JSON the operation takes.
func Serialization(message string) *Fault {
	return &Fault{Code: codeSerialization, Status: http.StatusBadRequest, Message: message}
}

// MalformedInput answers Query parameters of the wrong type.
func MalformedInput(message string) *Fault {
	return &Fault{Code: codeMalformedInput, Status: http.StatusBadRequest, Message: message}
}

func tooLarge() *Fault {
	return &Fault{
		Code:    codeTooLarge,
		Status:  http.StatusRequestEntityTooLarge,
		Message: "The request is larger than this operation accepts.",
	}
}
