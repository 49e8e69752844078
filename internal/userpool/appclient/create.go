package appclient

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
)

// idTries bounds the search for a free id. One try is nearly always enough:
// there are 36^26 ids.
const idTries = 3

// Create makes a client with an id of its own.
func (s *Service) Create(ctx context.Context, pool userpool.PoolID, in NewClient) (*userpool.Client, error) {
	for try := 1; ; try++ {
		id, err := codes.ClientID(s.deps.Rand)
		if err != nil {
			return nil, err
		}
		c, err := s.CreateAs(ctx, pool, userpool.ClientID(id), in)
		if try == idTries || !errors.Is(err, userpool.ErrExists) {
			return c, err
		}
	}
}

// CreateAs makes a client with an id that the caller has chosen. It is for
// fixtures: Cognito's API has no such call. A taken id is userpool.ErrExists.
func (s *Service) CreateAs(ctx context.Context, pool userpool.PoolID, id userpool.ClientID, in NewClient) (*userpool.Client, error) {
	now := s.now()
	c := &userpool.Client{ID: id, Pool: pool, Created: now, Modified: now, Registered: in.registered}
	in.apply(c)
	if err := s.firstSecret(c, in); err != nil {
		return nil, err
	}
	p, err := s.pool(ctx, pool)
	if err != nil {
		return nil, err
	}
	if err := s.admit(ctx, p, c, creating); err != nil {
		return nil, err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if _, err := loadPool(st, pool); err != nil {
			return err
		}
		n, err := st.CountClients(pool)
		if err != nil {
			return err
		}
		if n >= MaxClients {
			return userpool.Errorf(userpool.LimitExceeded, "The user pool has reached its limit of %d clients.", MaxClients)
		}
		return st.InsertClient(c)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}
