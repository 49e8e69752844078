package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/userpool/registration"
)

// Registrar registers clients; *registration.Service is one.
type Registrar interface {
	Allowed(ctx context.Context, pool userpool.PoolID) (enabled, open bool, err error)
	Register(ctx context.Context, pool userpool.PoolID, m registration.Metadata) (*registration.Registered, error)
}

// registrationRequest is the body of a registration. Members that we do not
// know are ignored, as RFC 7591 2 demands; no URL in it is ever followed.
type registrationRequest struct {
	Name          string   `json:"client_name"`
	RedirectURIs  []string `json:"redirect_uris"`
	GrantTypes    []string `json:"grant_types"`
	ResponseTypes []string `json:"response_types"`
	AuthMethod    string   `json:"token_endpoint_auth_method"`
	Scope         *string  `json:"scope"`
}

// registrationAnswer is a new client as stored (RFC 7591 3.2.1).
type registrationAnswer struct {
	ID            string   `json:"client_id"`
	IssuedAt      int64    `json:"client_id_issued_at"`
	Secret        string   `json:"client_secret,omitempty"`
	SecretExpires *int64   `json:"client_secret_expires_at,omitempty"` // 0 is never, and due with a secret
	Name          string   `json:"client_name"`
	RedirectURIs  []string `json:"redirect_uris,omitempty"`
	GrantTypes    []string `json:"grant_types"`
	ResponseTypes []string `json:"response_types"`
	AuthMethod    string   `json:"token_endpoint_auth_method"`
	Scope         string   `json:"scope"`
}

// register serves POST /oauth2/register.
func (e *Endpoints) register(w http.ResponseWriter, r *http.Request, site *domain.Site) {
	pool := site.Domain.Pool
	enabled, open, err := e.deps.Registrar.Allowed(r.Context(), pool)
	if err != nil {
		e.fail(w, r, err, badRequest)
		return
	}
	if !enabled {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	m, err := readMetadata(w, r)
	if err == nil {
		m.IP = e.deps.SourceIP(r)
		m.Authenticated, err = e.mayRegister(r, pool, open)
	}
	var made *registration.Registered
	if err == nil {
		made, err = e.deps.Registrar.Register(r.Context(), pool, m)
	}
	if err != nil {
		e.refuseRegistration(w, r, err)
		return
	}
	answer(w, http.StatusCreated, answerOf(made))
}

// errNoToken is a registration without a token where one is needed.
var errNoToken = errors.New("no initial access token")

// mayRegister checks the initial access token, if there is one, and reports
// whether there was.
func (e *Endpoints) mayRegister(r *http.Request, pool userpool.PoolID, open bool) (authenticated bool, err error) {
	if len(r.Header.Values("Authorization")) == 0 {
		if !open {
			return false, errNoToken
		}
		return false, nil
	}
	token := bearer(r)
	if token == "" {
		return false, &grant.Error{Code: grant.InvalidToken}
	}
	return true, e.deps.Grants.InitialAccess(r.Context(), pool, token)
}

func readMetadata(w http.ResponseWriter, r *http.Request) (registration.Metadata, error) {
	refused := func(description string) (registration.Metadata, error) {
		return registration.Metadata{}, &registration.Refusal{Code: registration.InvalidMetadata, Description: description}
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return refused("The body must be application/json.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if err != nil {
		return refused("The body is too large.")
	}
	if t := strings.TrimSpace(string(body)); t == "" || t[0] != '{' {
		return refused("The body must be a JSON object.")
	}
	var in registrationRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return refused("The body must be a JSON object of client metadata.")
	}
	return registration.Metadata{Name: in.Name, RedirectURIs: in.RedirectURIs, GrantTypes: in.GrantTypes,
		ResponseTypes: in.ResponseTypes, AuthMethod: in.AuthMethod, Scope: in.Scope}, nil
}

func (e *Endpoints) refuseRegistration(w http.ResponseWriter, r *http.Request, err error) {
	var refused *registration.Refusal
	var token *grant.Error
	switch {
	case errors.Is(err, errNoToken):
		w.Header().Set("WWW-Authenticate", "Bearer")
		e.deps.Observe(r.Context(), grant.InvalidToken, err)
		w.WriteHeader(http.StatusUnauthorized)
	case errors.As(err, &refused):
		e.deps.Observe(r.Context(), refused.Code, err)
		answer(w, registrationStatus(refused.Code), failure{refused.Code, refused.Description})
	case errors.As(err, &token):
		w.Header().Set("WWW-Authenticate", `Bearer error="`+token.Code+`"`)
		e.fail(w, r, err, tokenStatus)
	default:
		e.fail(w, r, err, badRequest)
	}
}

func registrationStatus(code string) int {
	switch code {
	case registration.AccessDenied:
		return http.StatusForbidden
	case registration.TooManyRequests:
		return http.StatusTooManyRequests
	}
	return http.StatusBadRequest
}

func tokenStatus(code string) int {
	if code == grant.InsufficientScope {
		return http.StatusForbidden
	}
	return http.StatusUnauthorized
}

func answerOf(m *registration.Registered) registrationAnswer {
	c := m.Client
	out := registrationAnswer{ID: string(c.ID), IssuedAt: c.Created.Unix(), Name: c.Name, RedirectURIs: c.CallbackURLs,
		GrantTypes: m.GrantTypes, ResponseTypes: m.ResponseTypes, AuthMethod: m.AuthMethod, Scope: strings.Join(c.OAuthScopes, " ")}
	if c.Confidential() {
		out.Secret, out.SecretExpires = c.Secrets[0].Value, new(int64(0))
	}
	return out
}
