package profile

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Get gives the token's owner and those of its attributes that the client may
// read. It writes nothing.
func (s *Service) Get(ctx context.Context, accessToken string) (*userpool.User, []account.Attribute, error) {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return nil, nil, err
	}
	return a.User, account.View(a.User, func(n userpool.AttributeName) bool {
		return token.ReadableBy(a.Client, n)
	}), nil
}
