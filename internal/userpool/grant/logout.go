package grant

import (
	"context"
	"net/url"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Logout is where a browser goes that has signed out.
type Logout struct {
	// Redirect is a registered sign-out URL; "" with SignIn.
	Redirect string
	// SignIn is the authorize request to begin anew with, at the login page.
	SignIn *Authorization
}

// Logout answers the logout page: which of the client's sign-out URLs the query
// names, or with which authorize request to sign in again. Nothing else is ever
// redirected to; what cannot be answered is a *Refusal. The browser is signed
// out in any case.
func (s *Service) Logout(ctx context.Context, d *userpool.Domain, q url.Values) (*Logout, error) {
	for _, name := range []string{"client_id", "logout_uri"} {
		if len(q[name]) > 1 {
			return nil, &Refusal{Code: InvalidRequest, Description: "A parameter is given more than once."}
		}
	}
	if q.Get("client_id") == "" {
		return nil, missing("client_id")
	}
	uri := q.Get("logout_uri")
	if uri == "" {
		if q.Get("redirect_uri") == "" {
			return nil, missing("redirect_uri")
		}
		a, err := s.Admit(ctx, d, Parse(q))
		if err != nil {
			return nil, err
		}
		return &Logout{SignIn: a}, nil
	}
	c, _, err := s.client(ctx, d.Pool, q.Get("client_id"))
	if isFail(err, InvalidClient) {
		return nil, &Refusal{Code: InvalidRequest}
	}
	if err != nil {
		return nil, err
	}
	if !matches(c.LogoutURLs, uri) {
		return nil, &Refusal{Code: RedirectMismatch}
	}
	return &Logout{Redirect: withQuery(uri)}, nil
}
