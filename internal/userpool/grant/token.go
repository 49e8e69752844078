package grant

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// TokenRequest is a request at the token endpoint, parsed once.
type TokenRequest struct {
	GrantType    string
	Credentials  Credentials
	Code         string
	RedirectURI  string
	Verifier     string // code_verifier
	RefreshToken string
	Scope        string            // client_credentials only
	Metadata     map[string]string // aws_client_metadata; client_credentials only
	Peer         Peer
}

// caller is an authenticated client with its request.
type caller struct {
	TokenRequest
	pool   *userpool.Pool
	client *userpool.Client
}

// Token answers the token endpoint of a pool. Its errors are *Error.
func (s *Service) Token(ctx context.Context, pool userpool.PoolID, r TokenRequest) (token.Tokens, error) {
	if r.GrantType == "" {
		return token.Tokens{}, fail(InvalidRequest)
	}
	answer := s.grants()[r.GrantType]
	if answer == nil {
		return token.Tokens{}, fail(UnsupportedGrantType)
	}
	c, p, err := s.authenticate(ctx, pool, r.Credentials)
	if err != nil {
		return token.Tokens{}, err
	}
	if !c.OAuthEnabled {
		return token.Tokens{}, fail(UnauthorizedClient)
	}
	return answer(ctx, caller{TokenRequest: r, pool: p, client: c})
}

// grants is the table of grant types: a new one is a file and a row.
func (s *Service) grants() map[string]func(context.Context, caller) (token.Tokens, error) {
	return map[string]func(context.Context, caller) (token.Tokens, error){
		"authorization_code": s.authorizationCode,
		"refresh_token":      s.refreshToken,
		"client_credentials": s.clientCredentials,
	}
}
