package oauth

import (
	"net/http"

	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/grant"
)

// revoke serves POST /oauth2/revoke.
func (e *Endpoints) revoke(w http.ResponseWriter, r *http.Request, site *domain.Site) {
	f, err := form(w, r)
	if err != nil {
		e.fail(w, r, err, badRequest)
		return
	}
	c, err := credentials(r, f)
	if err == nil {
		err = e.deps.Grants.Revoke(r.Context(), site.Domain.Pool, c, f.Get("token"))
	}
	if err != nil {
		e.fail(w, r, err, revokeStatus)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// revokeStatus sets foreign clients apart, unlike the token endpoint.
func revokeStatus(code string) int {
	if code == grant.InvalidClient {
		return http.StatusUnauthorized
	}
	return http.StatusBadRequest
}
