package hostedui

import (
	"net/http"

	"github.com/cognate-id/cognate/internal/syntax/pattern"
)

// errorCode is the form of OAuth error codes.
var errorCode = pattern.Lazy(`^[a-z_]{1,48}$`)

// errorPage is /error as a page of its own: applications and tools know its
// address. Anybody can make a link to it, so of the query only the code is
// shown, never words.
func (v *visit) errorPage() error {
	code := v.query.Get("error")
	if !errorCode().MatchString(code) {
		code = ""
	}
	v.fail(http.StatusBadRequest, "", code)
	return nil
}
