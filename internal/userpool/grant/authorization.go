package grant

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// The response types, and the flows of AllowedOAuthFlows that permit them.
const (
	responseCode  = "code"
	responseToken = "token"

	flowCode        = "code"
	flowImplicit    = "implicit"
	flowCredentials = "client_credentials"
)

// Authorization is an authorize request that has passed every check that does
// not depend on who the user is.
type Authorization struct {
	Request Request
	Domain  *userpool.Domain
	Pool    *userpool.Pool
	Client  *userpool.Client

	RedirectURI string
	Scopes      []string
	Prompts     []string // empty where the look is classic, which knows no prompt
	Resource    string
	// Provider is the identity provider that the request names, "" for none.
	Provider string
	// MaxAge is the greatest age of a sign-in; nil is any.
	MaxAge *time.Duration
	// Level is the least assurance level that acr_values accept, 0 is any.
	Level int
}

// Implicit reports whether tokens go into the fragment, without a code.
func (a *Authorization) Implicit() bool { return a.Request.ResponseType == responseToken }

// Targets are the acr_values that the pool knows, best first, for the
// TARGET_ACR_VALUES of a sign-in; none asks for nothing.
func (a *Authorization) Targets() []string {
	if a.Level == 0 {
		return nil
	}
	return slices.DeleteFunc(strings.Fields(a.Request.ACRValues), func(v string) bool { return a.Pool.ACRLevel(v) == 0 })
}

// Admit checks an authorize request at a domain. What cannot go on is a
// *Refusal.
func (s *Service) Admit(ctx context.Context, d *userpool.Domain, r Request) (*Authorization, error) {
	a := &Authorization{Request: r, Domain: d}
	if err := s.admitClient(ctx, a); err != nil {
		return nil, err
	}
	for _, check := range []func(context.Context, *Authorization) error{
		checkShape, checkResponseType, s.checkScopes, checkPKCE, checkPrompt, checkResource, checkFreshness, s.checkProvider,
	} {
		err := check(ctx, a)
		var e *Error
		if errors.As(err, &e) {
			return nil, a.refuse(e)
		}
		if err != nil {
			return nil, err
		}
	}
	return a, nil
}

// admitClient finds the client and makes sure that the redirect URI is its
// own. Before that is known nothing is sent to any URI: who can make the error
// of a request travel has an open redirect (RFC 9700 4.11).
func (s *Service) admitClient(ctx context.Context, a *Authorization) error {
	r := a.Request
	switch {
	case slices.Contains(r.repeated, "client_id"), slices.Contains(r.repeated, "redirect_uri"):
		return &Refusal{Code: InvalidRequest, Description: "A parameter is given more than once."}
	case r.ClientID == "":
		return missing("client_id")
	}
	var err error
	a.Client, a.Pool, err = s.client(ctx, a.Domain.Pool, r.ClientID)
	if isFail(err, InvalidClient) {
		return &Refusal{Code: InvalidRequest}
	}
	if err != nil {
		return err
	}
	if !a.Client.OAuthEnabled {
		return &Refusal{Code: UnauthorizedClient, Description: "Client is not enabled for OAuth2.0 flows."}
	}
	a.RedirectURI = r.RedirectURI
	if a.RedirectURI == "" {
		a.RedirectURI = a.Client.DefaultRedirectURI
	}
	if a.RedirectURI == "" {
		return missing("redirect_uri")
	}
	if !matches(a.Client.CallbackURLs, a.RedirectURI) {
		return &Refusal{Code: RedirectMismatch}
	}
	return nil
}

func missing(name string) *Refusal {
	return &Refusal{Code: InvalidRequest, Description: "Required String parameter '" + name + "' is not present"}
}

// Refuse gives up on the request after it was admitted, with an error code of
// RFC 6749 or OpenID Connect: a user who cancels is access_denied, one who has
// no factors for the level that is asked for UnmetRequirements.
func (a *Authorization) Refuse(code, description string) *Refusal {
	return a.refuse(failf(code, description))
}

// refuse sends an error back to the client.
func (a *Authorization) refuse(e *Error) *Refusal {
	params := []param{{"error_description", e.Description}, {"state", a.Request.State}, {"error", e.Code}}
	if len(a.Request.State) > maxState {
		params[1].value = ""
	}
	f := &Refusal{Code: e.Code, Description: e.Description}
	if a.Implicit() {
		f.Redirect = withFragment(a.RedirectURI, params...)
	} else {
		f.Redirect = withQuery(a.RedirectURI, params...)
	}
	return f
}

func checkShape(_ context.Context, a *Authorization) error {
	if len(a.Request.repeated) > 0 {
		return failf(InvalidRequest, a.Request.repeated[0]+" is given more than once")
	}
	if name := a.Request.oversized(); name != "" {
		return failf(InvalidRequest, name+" is too long")
	}
	return nil
}

func checkResponseType(_ context.Context, a *Authorization) error {
	flow := flowCode
	switch a.Request.ResponseType {
	case responseCode:
	case responseToken:
		flow = flowImplicit
	default:
		return fail(InvalidRequest)
	}
	if !slices.Contains(a.Client.OAuthFlows, flow) {
		return fail(UnauthorizedClient)
	}
	return nil
}

func (s *Service) checkScopes(ctx context.Context, a *Authorization) (err error) {
	a.Scopes, err = s.scopes(ctx, a.Client, a.Request.Scope)
	return err
}

func checkPKCE(_ context.Context, a *Authorization) error {
	return checkChallenge(a.Request.Challenge, a.Request.ChallengeMethod)
}

// checkPrompt reads prompt (OpenID Connect Core 3.1.2.1); values that are not
// known are nobody's wish.
func checkPrompt(_ context.Context, a *Authorization) error {
	if !a.Domain.IsManagedLogin() {
		return nil
	}
	a.Prompts = strings.Fields(a.Request.Prompt)
	if slices.Contains(a.Prompts, "none") && len(a.Prompts) > 1 {
		return failf(InvalidRequest, "prompt none cannot be combined")
	}
	return nil
}

// checkResource wants a resource (RFC 8707) to be one absolute URL without a
// fragment: https, http on this machine, or the scheme of an app.
func checkResource(_ context.Context, a *Authorization) error {
	text := a.Request.Resource
	if text == "" || !a.Domain.IsManagedLogin() {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || !u.IsAbs() || strings.Contains(text, "#") ||
		u.Scheme == "http" && u.Hostname() != "localhost" || u.Scheme == "https" && u.Hostname() == "" {
		return failf(InvalidRequest, "resource is not a valid URL")
	}
	a.Resource = text
	return nil
}

// checkFreshness reads max_age and acr_values. Unknown acr values ask for
// nothing, and LITE pools know none.
func checkFreshness(_ context.Context, a *Authorization) error {
	if a.Request.MaxAge != "" {
		n, err := strconv.ParseUint(a.Request.MaxAge, 10, 31)
		if err != nil {
			return failf(InvalidRequest, "max_age is not a number of seconds")
		}
		a.MaxAge = new(time.Duration(n) * time.Second)
	}
	if a.Pool.Tier == userpool.TierLite {
		return nil
	}
	for _, v := range strings.Fields(a.Request.ACRValues) {
		if l := a.Pool.ACRLevel(v); l > 0 && (a.Level == 0 || l < a.Level) {
			a.Level = l
		}
	}
	return nil
}

// checkProvider finds the identity provider that the request names by name or
// by identifier. It must be one of the client's.
func (s *Service) checkProvider(ctx context.Context, a *Authorization) error {
	a.Provider = a.Request.Provider
	if a.Provider == "" && a.Request.Identifier != "" {
		name, ok, err := s.byIdentifier(ctx, a)
		if err != nil {
			return err
		}
		if !ok {
			return failf(InvalidRequest, "idp_identifier is not known")
		}
		a.Provider = name
	}
	if a.Provider != "" && !offers(a.Client, a.Provider) {
		return failf(InvalidRequest, "identity_provider is not enabled for the client")
	}
	return nil
}

func (s *Service) byIdentifier(ctx context.Context, a *Authorization) (string, bool, error) {
	if s.deps.Provider == nil {
		return "", false, nil
	}
	return s.deps.Provider(ctx, a.Pool.ID, a.Request.Identifier)
}

// offers reports whether users of the client may sign in with a provider. A
// client that names none has the pool itself.
func offers(c *userpool.Client, provider string) bool {
	if len(c.Providers) == 0 {
		return provider == userpool.CognitoProvider
	}
	return slices.Contains(c.Providers, provider)
}
