package registration

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/registry"
)

// Store is what this package reads and writes within one transaction.
type Store interface{ limit.Store }

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Service needs.
type Deps struct {
	DB       DB
	Registry *registry.Registry
	Now      func() time.Time
	// HasScope reports whether a resource server of the pool has the scope.
	HasScope func(ctx context.Context, pool userpool.PoolID, scope string) (bool, error)
	// Create makes a client of the settings of another, with a secret or
	// without. Its refusals are *userpool.Error.
	Create func(ctx context.Context, settings *userpool.Client, secret bool) (*userpool.Client, error)
}

// Service registers clients. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// The error codes of RFC 7591 3.2.2 and of our own limits.
const (
	InvalidRedirectURI = "invalid_redirect_uri"
	InvalidMetadata    = "invalid_client_metadata"
	AccessDenied       = "access_denied"
	TooManyRequests    = "too_many_requests"
)

// Refusal is a registration that is not taken.
type Refusal struct{ Code, Description string }

// Error gives the code and the description.
func (r *Refusal) Error() string { return r.Code + ": " + r.Description }

func bad(description string) error { return &Refusal{InvalidMetadata, description} }

// Metadata is what a client says of itself. A nil list is not sent.
type Metadata struct {
	Name          string
	RedirectURIs  []string
	GrantTypes    []string
	ResponseTypes []string
	AuthMethod    string
	Scope         *string
	// Authenticated is set when an initial access token came along.
	Authenticated bool
	IP            string
}

// The grant types that a client can register, and the methods by which it can
// say who it is.
const (
	grantCode        = "authorization_code"
	grantRefresh     = "refresh_token"
	grantCredentials = "client_credentials"

	authNone  = "none"
	authBasic = "client_secret_basic"
	authPost  = "client_secret_post"
)

// Registered is a new client with the metadata that it was registered with.
type Registered struct {
	Client        *userpool.Client
	GrantTypes    []string
	ResponseTypes []string
	AuthMethod    string
}

// PerHour is how many clients may register from one address within an hour
// without a token.
const PerHour = 20

// Allowed reports whether the pool takes registrations at all, and whether it
// takes them without a token. An unknown pool takes none.
func (s *Service) Allowed(ctx context.Context, pool userpool.PoolID) (enabled, open bool, err error) {
	p, err := s.deps.Registry.Pool(ctx, pool)
	if err != nil || p.DCR == nil || !p.DCR.Enabled {
		return false, false, err
	}
	return true, p.DCR.Open, nil
}

// Register makes a client of the pool. Its errors are *Refusal. The caller has
// asked Allowed and checked the token.
func (s *Service) Register(ctx context.Context, pool userpool.PoolID, m Metadata) (*Registered, error) {
	p, err := s.deps.Registry.Pool(ctx, pool)
	if err != nil {
		return nil, err
	}
	out := &Registered{}
	if err := m.grants(p.DCR, out); err != nil {
		return nil, err
	}
	code := slices.Contains(out.GrantTypes, grantCode)
	c := &userpool.Client{Pool: pool, Name: nameOf(m.Name), Registered: true, OAuthEnabled: true, OAuthFlows: []string{"client_credentials"},
		AuthFlows: []string{userpool.AllowRefresh}, HideUserExistence: new(true), TokenRevocation: true}
	if code {
		c.OAuthFlows, c.Providers = []string{"code"}, []string{userpool.CognitoProvider}
		if c.CallbackURLs, err = m.redirects(); err != nil {
			return nil, err
		}
	}
	if c.OAuthScopes, err = s.scopes(ctx, p, m.Scope, code); err != nil {
		return nil, err
	}
	if err := s.countOpen(ctx, pool, m); err != nil {
		return nil, err
	}
	out.Client, err = s.deps.Create(ctx, c, out.AuthMethod != authNone)
	switch userpool.CodeOf(err) {
	case "":
		return out, err
	case userpool.LimitExceeded:
		return nil, bad("The user pool has as many clients as it may have.")
	}
	return nil, bad("The client metadata is not acceptable.")
}

// grants settles grant types, response types and authentication.
func (m Metadata) grants(d *userpool.DCRConfiguration, out *Registered) error {
	allowed := d.OpenGrants
	if m.Authenticated {
		allowed = d.AuthenticatedGrants
	}
	switch {
	case allowed == nil && m.Authenticated:
		allowed = []string{"code", "client_credentials"}
	case allowed == nil:
		allowed = []string{"code"}
	case len(allowed) == 0:
		return &Refusal{AccessDenied, "The user pool takes no such registrations."}
	}
	out.GrantTypes = unique(m.GrantTypes)
	if m.GrantTypes == nil {
		out.GrantTypes = []string{grantCode}
	}
	code, machine := slices.Contains(out.GrantTypes, grantCode), slices.Contains(out.GrantTypes, grantCredentials)
	for _, g := range out.GrantTypes {
		if g != grantCode && g != grantCredentials && g != grantRefresh {
			return bad("grant_types has an unknown value.")
		}
	}
	switch {
	case code == machine || machine && len(out.GrantTypes) > 1:
		return bad("grant_types must have either authorization_code or client_credentials.")
	case code && !slices.Contains(allowed, "code"), machine && !slices.Contains(allowed, "client_credentials"):
		return bad("grant_types has a value that the user pool does not permit.")
	}
	if err := m.responses(code, out); err != nil {
		return err
	}
	switch out.AuthMethod = m.AuthMethod; out.AuthMethod {
	case "":
		out.AuthMethod = authBasic
	case authBasic, authPost:
	case authNone:
		if machine {
			return bad("client_credentials needs a client secret.")
		}
	default:
		return bad("token_endpoint_auth_method is not supported.")
	}
	return nil
}

func (m Metadata) responses(code bool, out *Registered) error {
	for _, r := range m.ResponseTypes {
		if r != "code" || !code {
			return bad("response_types does not go with grant_types.")
		}
	}
	out.ResponseTypes = []string{}
	if code {
		out.ResponseTypes = []string{"code"}
	}
	return nil
}

// The bounds of redirect URIs are those of CallbackURLs.
const (
	maxRedirects = 100
	maxRedirect  = 1024
)

func (m Metadata) redirects() ([]string, error) {
	uris := unique(m.RedirectURIs)
	if len(uris) == 0 || len(uris) > maxRedirects {
		return nil, &Refusal{InvalidRedirectURI, "redirect_uris must have 1 to 100 values."}
	}
	for _, u := range uris {
		if err := checkRedirect(u); err != nil {
			return nil, err
		}
	}
	return uris, nil
}

// scopes gives the scopes of a new client: what it asks for of what the pool
// offers, and all of that if it does not ask. The scope that lets register
// others is nobody's.
func (s *Service) scopes(ctx context.Context, p *userpool.Pool, asked *string, code bool) ([]string, error) {
	var offered, standard []string
	if code {
		standard = []string{"openid", "email", "phone", "profile"}
		offered = slices.Clone(standard)
	}
	for _, scope := range p.DCR.AllowedScopes {
		if strings.HasPrefix(scope, "aws.cognito") {
			if code && scope == "aws.cognito.signin.user.admin" {
				offered = append(offered, scope)
			}
			continue
		}
		ok, err := s.deps.HasScope(ctx, p.ID, scope)
		if err != nil {
			return nil, err
		}
		if ok {
			offered = append(offered, scope)
		}
	}
	granted := offered
	switch {
	case asked != nil && len(strings.Fields(*asked)) > 0:
		granted = slices.DeleteFunc(unique(strings.Fields(*asked)), func(x string) bool { return !slices.Contains(offered, x) })
	case code:
		granted = standard
	}
	if len(granted) == 0 {
		return nil, bad("scope has no value that the user pool permits.")
	}
	return granted[:min(len(granted), maxScopes)], nil
}

// maxScopes is how many scopes a client may have.
const maxScopes = 50

// countOpen bounds what strangers can make the pool hold.
func (s *Service) countOpen(ctx context.Context, pool userpool.PoolID, m Metadata) error {
	if m.Authenticated {
		return nil
	}
	now := s.deps.Now()
	err := s.deps.DB.Update(ctx, func(st Store) error {
		return limit.Hourly(st, now, pool, userpool.Sub(m.IP), userpool.CountRegister, PerHour)
	})
	if userpool.CodeOf(err) == userpool.LimitExceeded {
		return &Refusal{TooManyRequests, "Too many registrations. Try again later."}
	}
	return err
}

func unique(in []string) []string {
	out := []string{}
	for _, v := range in {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
