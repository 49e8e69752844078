package grant

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Credentials are what a program shows at the token and revocation endpoints:
// its client id and, unless it is public, one of its secrets.
type Credentials struct {
	ClientID string
	Secret   string // "" for none
}

// client finds a client of the pool; any other is InvalidClient.
func (s *Service) client(ctx context.Context, pool userpool.PoolID, id string) (*userpool.Client, *userpool.Pool, error) {
	c, p, err := s.deps.Registry.ClientOf(ctx, pool, userpool.ClientID(id))
	if userpool.CodeOf(err) == userpool.ResourceNotFound {
		return nil, nil, &Error{Code: InvalidClient, Cause: err}
	}
	return c, p, err
}

// authenticate finds the client that the credentials name and checks them. It
// comes before everything that a request could use up.
func (s *Service) authenticate(ctx context.Context, pool userpool.PoolID, in Credentials) (*userpool.Client, *userpool.Pool, error) {
	if in.ClientID == "" {
		return nil, nil, fail(InvalidRequest)
	}
	c, p, err := s.client(ctx, pool, in.ClientID)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case !c.Confidential() && in.Secret == "":
		return c, p, nil
	case c.Confidential() && in.Secret == "":
		return nil, nil, fail(InvalidClient)
	}
	right := false
	for _, secret := range c.Secrets {
		if codes.Equal(secret.Value, in.Secret) {
			right = true
		}
	}
	if !right {
		return nil, nil, failf(InvalidClient, "invalid_client_secret")
	}
	return c, p, nil
}

func isFail(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
