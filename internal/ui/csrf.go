package ui

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
)

// TokenCookie is the cookie whose value the forms repeat.
const TokenCookie = "XSRF-TOKEN"

// tokenLength is that of a token, in hexadecimal digits.
const tokenLength = 32

// Token gives the CSRF token of the browser, or a new one with fresh set. One
// token serves all open tabs of a browser.
func Token(r *http.Request) (token string, fresh bool) {
	if c, err := r.Cookie(TokenCookie); err == nil && isToken(c.Value) {
		return c.Value, false
	}
	var b [tokenLength / 2]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program first
	return hex.EncodeToString(b[:]), true
}

func isToken(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == tokenLength/2
}

// Forged reports whether a form was not sent by one of our own pages in this
// browser: the browser says that it comes from another site, or it does not
// repeat the token of the cookie. The classic pages call the field _csrf,
// managed login csrf.
func Forged(r *http.Request) bool {
	if http.NewCrossOriginProtection().Check(r) != nil {
		return true
	}
	c, err := r.Cookie(TokenCookie)
	if err != nil || !isToken(c.Value) {
		return true
	}
	given := r.PostForm.Get("csrf")
	if given == "" {
		given = r.PostForm.Get("_csrf")
	}
	return subtle.ConstantTimeCompare([]byte(given), []byte(c.Value)) != 1
}
