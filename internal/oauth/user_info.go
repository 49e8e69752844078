package oauth

import (
	"errors"
	"net/http"

	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/grant"
)

// userInfo serves GET and POST /oauth2/userInfo.
func (e *Endpoints) userInfo(w http.ResponseWriter, r *http.Request, site *domain.Site) {
	claims, err := e.deps.Grants.UserInfo(r.Context(), site.Domain.Pool, bearer(r))
	var f *grant.Error
	if errors.As(err, &f) {
		w.Header().Set("WWW-Authenticate", `error="`+f.Code+`", error_description="`+f.Description+`"`)
	}
	if err != nil {
		e.fail(w, r, err, userInfoStatus)
		return
	}
	answerJSON(w, http.StatusOK, claims.JSON())
}

func userInfoStatus(code string) int {
	if code == grant.InvalidToken {
		return http.StatusUnauthorized
	}
	return http.StatusBadRequest
}
