package ui

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// Nonce draws a value for the one inline style sheet of a page.
func Nonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program first
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Protect sets the headers of a page: it is nobody's frame, is kept by no
// cache, and may use only our own files and the style sheet with the nonce.
// target is the address that a form of the page may lead to by way of a
// redirect, "" for none. Strict transport is the listener's to promise.
func Protect(h http.Header, nonce, target string) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self' 'nonce-"+nonce+"'; script-src 'self'; img-src 'self'; "+
		"form-action "+formAction(target)+"; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-XSS-Protection", "1; mode=block")
	// Applications see no address of ours; with no-referrer, forms of our own
	// would lose the Origin by which Forged knows them.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
	h.Set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "0")
}

// formAction lists where forms may lead. Chrome applies it to every redirect
// that follows, also to those that the application makes after the callback,
// which nobody here can know; so https is open, and the scheme and host of a
// callback that is not https.
func formAction(target string) string {
	u, err := url.Parse(target)
	switch {
	case err != nil, target == "", u.Scheme == "https":
		return "'self' https:"
	case u.Scheme == "http" && !strings.ContainsAny(u.Host, "[];,' "):
		return "'self' https: http://" + u.Host
	}
	return "'self' https: " + u.Scheme + ":"
}
