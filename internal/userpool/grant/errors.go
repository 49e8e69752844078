package grant

import (
	"errors"

	"github.com/cognate-id/cognate/internal/userpool"
)

// The error codes of RFC 6749, RFC 6750, RFC 7009 and OpenID Connect.
const (
	InvalidRequest       = "invalid_request"
	InvalidClient        = "invalid_client"
	InvalidGrant         = "invalid_grant"
	InvalidScope         = "invalid_scope"
	InvalidToken         = "invalid_token"
	UnauthorizedClient   = "unauthorized_client"
	UnsupportedGrantType = "unsupported_grant_type"
	UnsupportedTokenType = "unsupported_token_type"
	LoginRequired        = "login_required"
	UnmetRequirements    = "unmet_authentication_requirements"
	ServerError          = "server_error"
	// RedirectMismatch is Cognito's own code, shown on the error page only.
	RedirectMismatch = "redirect_mismatch"
)

// Error is what a program is told at the token, userInfo and revocation
// endpoints. Cause is for the log.
type Error struct {
	Code, Description string
	Cause             error
}

// Error gives the code, the description and the cause.
func (e *Error) Error() string {
	s := e.Code
	if e.Description != "" {
		s += ": " + e.Description
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

func fail(code string) *Error { return &Error{Code: code} }

func failf(code, description string) *Error { return &Error{Code: code, Description: description} }

// Refusal is an authorize or logout request that goes no further.
type Refusal struct {
	// Redirect is where the browser takes the error; "" shows it on a page.
	Redirect          string
	Code, Description string
}

// Error gives the code and the description.
func (r *Refusal) Error() string { return r.Code + ": " + r.Description }

// refused translates what the domain says while tokens are made. A function of
// the pool is quoted; a trouble with the token itself is not explained.
func refused(err error) error {
	var e *userpool.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case userpool.UserLambdaValidation, userpool.UnexpectedLambda, userpool.InvalidLambdaResponse:
		return &Error{Code: InvalidRequest, Description: e.Message, Cause: err}
	}
	return &Error{Code: InvalidGrant, Cause: err}
}
