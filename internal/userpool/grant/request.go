package grant

import (
	"net/url"
	"slices"
)

// Request is an authorize request as the browser brought it, parsed once.
type Request struct {
	ResponseType, ClientID, RedirectURI, State, Scope, Nonce string
	Challenge, ChallengeMethod                               string
	Provider, Identifier                                     string // identity_provider, idp_identifier
	LoginHint, Lang, UILocales                               string
	Prompt, Resource, MaxAge, ACRValues                      string

	repeated []string // parameters that came more than once
}

// Bounds of what a request may carry, in bytes. Codes carry the nonce and the
// resource, redirects the state.
const (
	maxState = 8192
	maxNonce = 1024
	maxOther = 2048
)

// Parse reads the query of /oauth2/authorize, /login and the other pages.
// Unknown parameters are ignored, as OAuth demands.
func Parse(q url.Values) Request {
	var r Request
	for name, to := range r.members() {
		values := q[name]
		if len(values) > 1 {
			r.repeated = append(r.repeated, name)
		}
		if len(values) > 0 {
			*to = values[0]
		}
	}
	slices.Sort(r.repeated)
	return r
}

func (r *Request) members() map[string]*string {
	return map[string]*string{
		"response_type": &r.ResponseType, "client_id": &r.ClientID, "redirect_uri": &r.RedirectURI,
		"state": &r.State, "scope": &r.Scope, "nonce": &r.Nonce,
		"code_challenge": &r.Challenge, "code_challenge_method": &r.ChallengeMethod,
		"identity_provider": &r.Provider, "idp_identifier": &r.Identifier,
		"login_hint": &r.LoginHint, "lang": &r.Lang, "ui_locales": &r.UILocales,
		"prompt": &r.Prompt, "resource": &r.Resource, "max_age": &r.MaxAge, "acr_values": &r.ACRValues,
	}
}

// Query gives the parameters as a query again: what one page hands to the next.
func (r Request) Query() url.Values {
	q := url.Values{}
	for name, from := range r.members() {
		if *from != "" {
			q.Set(name, *from)
		}
	}
	return q
}

// oversized names a parameter that is longer than its bound, "" if none is.
func (r Request) oversized() string {
	for name, v := range r.members() {
		limit := maxOther
		switch name {
		case "state", "scope":
			limit = maxState
		case "nonce":
			limit = maxNonce
		}
		if len(*v) > limit {
			return name
		}
	}
	return ""
}
