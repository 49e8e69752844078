package oauth

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/grant"
)

// tokens is the answer of the token endpoint, its members in Cognito's order.
type tokens struct {
	ID        string `json:"id_token,omitempty"`
	Access    string `json:"access_token"`
	Refresh   string `json:"refresh_token,omitempty"`
	ExpiresIn int64  `json:"expires_in"`
	Type      string `json:"token_type"`
}

// token serves POST /oauth2/token.
func (e *Endpoints) token(w http.ResponseWriter, r *http.Request, site *domain.Site) {
	request, err := e.tokenRequest(w, r)
	if err != nil {
		e.fail(w, r, err, badRequest)
		return
	}
	t, err := e.deps.Grants.Token(r.Context(), site.Domain.Pool, request)
	if err != nil {
		e.fail(w, r, err, badRequest)
		return
	}
	answer(w, http.StatusOK, tokens{t.ID, t.Access, t.Refresh, t.ExpiresIn, "Bearer"})
}

func (e *Endpoints) tokenRequest(w http.ResponseWriter, r *http.Request) (grant.TokenRequest, error) {
	f, err := form(w, r)
	if err != nil {
		return grant.TokenRequest{}, err
	}
	c, err := credentials(r, f)
	if err != nil {
		return grant.TokenRequest{}, err
	}
	metadata, err := clientMetadata(f)
	if err != nil {
		return grant.TokenRequest{}, err
	}
	return grant.TokenRequest{
		GrantType: f.Get("grant_type"), Credentials: c, Code: f.Get("code"), RedirectURI: f.Get("redirect_uri"),
		Verifier: f.Get("code_verifier"), RefreshToken: f.Get("refresh_token"), Scope: f.Get("scope"),
		Metadata: metadata, Peer: e.peer(r),
	}, nil
}

func (e *Endpoints) peer(r *http.Request) grant.Peer {
	return grant.Peer{IP: e.deps.SourceIP(r), Agent: r.UserAgent()}
}

// clientMetadata reads aws_client_metadata: a JSON object of texts, which the
// form carries encoded once, or twice as the guide of Cognito shows it.
func clientMetadata(f url.Values) (map[string]string, error) {
	text := f.Get("aws_client_metadata")
	if text == "" {
		return nil, nil
	}
	var m map[string]string
	if json.Unmarshal([]byte(text), &m) == nil {
		return m, nil
	}
	plain, err := url.QueryUnescape(text)
	if err != nil || json.Unmarshal([]byte(plain), &m) != nil {
		return nil, &grant.Error{Code: grant.InvalidRequest, Description: "aws_client_metadata is not a JSON map of texts"}
	}
	return m, nil
}
