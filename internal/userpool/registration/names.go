package registration

import (
	"net/url"
	"strings"
	"unicode"
)

const (
	maxName  = 128
	unnamed  = "Registered client"
	nameRest = "_+=,.@-" // besides letters, digits and white space
)

// nameOf makes a ClientName of what the client calls itself: characters that
// no name may have become hyphens.
func nameOf(text string) string {
	var b strings.Builder
	for _, r := range text {
		if b.Len() == maxName {
			break
		}
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == ' ', strings.ContainsRune(nameRest, r):
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}
	if strings.Trim(b.String(), " -") == "" {
		return unnamed
	}
	return b.String()
}

// checkRedirect has the rules of CallbackURLs and what their wire form adds: no
// spaces and control characters.
func checkRedirect(text string) error {
	refused := &Refusal{InvalidRedirectURI, "A redirect URI must be absolute, without fragment, and use https, a scheme of its own, or http on this machine."}
	if len(text) > maxRedirect || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) || r == unicode.ReplacementChar }) {
		return refused
	}
	u, err := url.Parse(text)
	if err != nil || !u.IsAbs() || strings.Contains(text, "#") {
		return refused
	}
	switch u.Scheme {
	case "https":
		if u.Hostname() == "" {
			return refused
		}
	case "http":
		if h := u.Hostname(); h != "localhost" && h != "127.0.0.1" && h != "::1" {
			return refused
		}
	case "javascript", "data", "vbscript", "file", "blob", "about":
		return refused
	}
	return nil
}
