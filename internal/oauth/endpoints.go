package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Grants is what the endpoints ask; *grant.Service is one.
type Grants interface {
	Token(ctx context.Context, pool userpool.PoolID, r grant.TokenRequest) (token.Tokens, error)
	UserInfo(ctx context.Context, pool userpool.PoolID, accessToken string) (*claims.Set, error)
	Revoke(ctx context.Context, pool userpool.PoolID, in grant.Credentials, refreshToken string) error
	InitialAccess(ctx context.Context, pool userpool.PoolID, accessToken string) error
}

// Deps are what Endpoints need.
type Deps struct {
	Grants    Grants
	Registrar Registrar
	// SourceIP is the client's address, of which a request alone knows too little.
	SourceIP func(*http.Request) string
	// Observe is told the error code of a request that fails, and its cause for
	// the log.
	Observe func(ctx context.Context, code string, cause error)
}

// Endpoints are those of a pool's domain that programs call.
type Endpoints struct{ deps Deps }

// NewEndpoints makes Endpoints.
func NewEndpoints(deps Deps) *Endpoints { return &Endpoints{deps: deps} }

// Handler answers a request that has arrived at a site.
type Handler func(w http.ResponseWriter, r *http.Request, site *domain.Site)

// Route is one endpoint.
type Route struct {
	Name    string // for logs and metrics
	Methods []string
	Handler Handler
}

// Routes are the endpoints by the path behind the base of a site. None needs
// credentials to be called: each checks those that its protocol has.
func (e *Endpoints) Routes() map[string]Route {
	return map[string]Route{
		"/oauth2/token":    {"oauth_token", []string{http.MethodPost}, e.token},
		"/oauth2/userInfo": {"oauth_userinfo", []string{http.MethodGet, http.MethodPost}, e.userInfo},
		"/oauth2/revoke":   {"oauth_revoke", []string{http.MethodPost}, e.revoke},
		"/oauth2/register": {"oauth_register", []string{http.MethodPost}, e.register},
	}
}

// Serve answers with the route, its CORS preflight, or 405.
func (t Route) Serve(w http.ResponseWriter, r *http.Request, site *domain.Site) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodOptions {
		t.preflight(h)
		return
	}
	for _, m := range t.Methods {
		if r.Method == m {
			t.Handler(w, r, site)
			return
		}
	}
	h.Set("Allow", allowed(t.Methods))
	w.WriteHeader(http.StatusMethodNotAllowed)
}

// corsHeaders are those that browser libraries add to their calls.
const corsHeaders = "authorization,cache-control,content-type,x-amz-user-agent"

func (t Route) preflight(h http.Header) {
	h.Set("Access-Control-Allow-Methods", allowed(t.Methods))
	h.Set("Access-Control-Allow-Headers", corsHeaders)
	h.Set("Access-Control-Max-Age", "86400")
}

func allowed(methods []string) string {
	s := http.MethodOptions
	for _, m := range methods {
		s = m + ", " + s
	}
	return s
}

// failure is the JSON of an error (RFC 6749 5.2).
type failure struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

// fail answers an error with a status. What is not an error of the protocol is
// a 500 that tells nothing.
func (e *Endpoints) fail(w http.ResponseWriter, r *http.Request, err error, status func(code string) int) {
	var f *grant.Error
	if !errors.As(err, &f) {
		e.deps.Observe(r.Context(), grant.ServerError, err)
		answer(w, http.StatusInternalServerError, failure{Error: grant.ServerError})
		return
	}
	e.deps.Observe(r.Context(), f.Code, err)
	answer(w, status(f.Code), failure{f.Code, f.Description})
}

func badRequest(string) int { return http.StatusBadRequest }

// answer sends JSON.
func answer(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	answerJSON(w, status, body)
}

func answerJSON(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has gone away needs no answer
}
