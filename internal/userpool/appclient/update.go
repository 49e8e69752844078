package appclient

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Update sets a client's settings; what the caller does not send gets its
// default. Secrets and session validity are not settings and stay.
func (s *Service) Update(ctx context.Context, pool userpool.PoolID, id userpool.ClientID, in Settings) (*userpool.Client, error) {
	var p *userpool.Pool
	var c *userpool.Client
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		p, c, err = load(st, pool, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	in.apply(c)
	if err := s.admit(ctx, p, c, updating); err != nil {
		return nil, err
	}
	c, err = s.change(ctx, pool, id, func(_ *userpool.Pool, c *userpool.Client) error {
		in.apply(c)
		return nil
	})
	return c, conflict(err)
}

// Delete deletes a client. Its tokens no longer refresh.
func (s *Service) Delete(ctx context.Context, pool userpool.PoolID, id userpool.ClientID) error {
	err := s.deps.DB.Update(ctx, func(st Store) error {
		if _, _, err := load(st, pool, id); err != nil {
			return err
		}
		return st.DeleteClient(pool, id)
	})
	if err != nil {
		return conflict(err)
	}
	s.deps.Cache.ForgetClient(id)
	return nil
}
