package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// GetClientToken gives a confidential client a token of its own.
func (s *Service) GetClientToken(ctx context.Context, in *idp.GetClientTokenRequest) (*idp.GetClientTokenResponse, error) {
	t, err := s.Grants.ClientToken(ctx, grant.ClientTokenRequest{
		Client: userpool.ClientID(*in.ClientId), Secret: *in.Secret, Scopes: in.Scopes, Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.GetClientTokenResponse{ClientAuthenticationResult: &idp.ClientAuthenticationResultType{
		AccessToken: &t.Access, ExpiresIn: new(int32(t.ExpiresIn)), TokenType: new("Bearer"),
	}}, nil
}
