package hostedui

import (
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// byMessage are the keys of errors that share their code with others.
var byMessage = map[string]string{
	"Incorrect username or password.": "err_credentials",
	"Password attempts exceeded":      "err_locked",
	"User is disabled.":               "err_disabled",
	"User does not exist.":            "err_no_user",
	"Temporary password has expired and must be reset by an administrator.": "err_temporary",
	"Your software token has already been used once.":                       "err_code_used",
	"Invalid phone number format.":                                          "phone_hint",
	"SignUp is not permitted for this user pool":                            "err_no_signup",
	"User cannot be confirmed. Current status is CONFIRMED":                 "confirmed",
}

// byCode are the keys of errors that their code explains.
var byCode = map[userpool.Code]string{
	userpool.AliasExists:              "err_alias",
	userpool.CodeDeliveryFailure:      "err_delivery",
	userpool.CodeMismatch:             "err_code",
	userpool.EnableSoftwareTokenMFA:   "err_code",
	userpool.ExpiredCode:              "err_code_expired",
	userpool.LimitExceeded:            "err_limit",
	userpool.TooManyFailedAttempts:    "err_limit",
	userpool.TooManyRequests:          "err_limit",
	userpool.PasswordHistoryViolation: "err_password_history",
	userpool.InvalidPassword:          "err_password",
	userpool.UsernameExists:           "err_taken",
}

// explain gives the words for an error in the language of the page. What no
// catalogue has (what a function of the pool says, for instance) is shown as
// the API says it.
func (v *visit) explain(e *userpool.Error) string {
	if isStale(e) {
		return v.Text("err_session")
	}
	if key, ok := byMessage[e.Message]; ok {
		return v.Text(key)
	}
	if key, ok := byCode[e.Code]; ok {
		return v.Text(key)
	}
	return e.Message
}

// isStale reports whether a Session has expired or was used: the sign-in can
// only begin anew.
func isStale(e *userpool.Error) bool {
	return e.Code == userpool.NotAuthorized && strings.HasPrefix(e.Message, "Invalid session for the user")
}
