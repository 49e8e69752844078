package poolconfig

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
)

// idTries bounds the search for a free id. One try is nearly always enough:
// there are 62^9 ids.
const idTries = 3

// Create makes a pool with an id of its own and with its signing keys.
func (s *Service) Create(ctx context.Context, in NewPool) (*userpool.Pool, error) {
	for try := 1; ; try++ {
		suffix, err := codes.PoolSuffix(s.deps.Rand)
		if err != nil {
			return nil, err
		}
		pool, err := s.CreateAs(ctx, userpool.PoolID(s.deps.Region+"_"+suffix), in)
		if try == idTries || !errors.Is(err, userpool.ErrExists) {
			return pool, err
		}
	}
}

// CreateAs makes a pool with an id that the caller has chosen, which must
// begin with a region and an underscore. It is for fixtures: Cognito's API
// has no such call. A taken id is userpool.ErrExists.
func (s *Service) CreateAs(ctx context.Context, id userpool.PoolID, in NewPool) (*userpool.Pool, error) {
	pool, err := s.build(id, in)
	if err != nil {
		return nil, err
	}
	keys, err := s.deps.NewKeys(id, pool.Created)
	if err != nil {
		return nil, err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		n, err := st.CountPools()
		if err != nil {
			return err
		}
		if n >= MaxPools {
			return userpool.Errorf(userpool.LimitExceeded, "The account has reached its limit of %d user pools.", MaxPools)
		}
		if err := st.InsertPool(pool); err != nil {
			return err
		}
		for _, k := range keys {
			if err := st.PutSigningKey(k); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return pool, nil
}

// build makes the pool that the settings describe, or says why there is none.
func (s *Service) build(id userpool.PoolID, in NewPool) (*userpool.Pool, error) {
	now := s.now()
	pool := &userpool.Pool{
		ID: id, Created: now, Modified: now,
		AliasAttributes:    unique(in.AliasAttributes),
		UsernameAttributes: unique(in.UsernameAttributes),
		CaseSensitive:      in.CaseSensitive,
	}
	blank(pool)
	if err := in.apply(pool); err != nil {
		return nil, err
	}
	var err error
	if pool.Schema, err = schemaOf(in.Schema); err != nil {
		return nil, err
	}
	return pool, s.check(pool, "")
}
