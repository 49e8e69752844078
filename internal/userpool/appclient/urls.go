package appclient

import (
	"net/url"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// checkURLs refuses addresses that a browser must not be sent to.
func checkURLs(c *userpool.Client) error {
	for _, list := range [][]string{c.CallbackURLs, c.LogoutURLs} {
		for _, u := range list {
			if err := CheckRedirect(u); err != nil {
				return err
			}
		}
	}
	if c.DefaultRedirectURI != "" && !slices.Contains(c.CallbackURLs, c.DefaultRedirectURI) {
		return invalid("The default redirect URI %s is not in the callback URIs list.", c.DefaultRedirectURI)
	}
	return nil
}

// CheckRedirect refuses a redirect URI that is relative, has a fragment, would
// carry codes over plain HTTP to another machine, or would run as script. The
// schemes of native apps are fine.
func CheckRedirect(text string) error {
	u, err := url.Parse(text)
	if err != nil || !u.IsAbs() {
		return invalid("%s is not an absolute URI.", text)
	}
	if u.Fragment != "" || text[len(text)-1] == '#' {
		return invalid("%s cannot use fragment", text)
	}
	switch u.Scheme {
	case "http":
		if !isLoopback(u.Hostname()) {
			return invalid("%s cannot use the HTTP protocol.", text)
		}
	case "https":
		if u.Hostname() == "" {
			return invalid("%s is not an absolute URI.", text)
		}
	case "javascript", "data", "vbscript":
		return invalid("%s cannot use the scheme %s.", text, u.Scheme)
	}
	return nil
}

// isLoopback tells the three names of this machine that Cognito lets pass
// without TLS.
func isLoopback(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}
