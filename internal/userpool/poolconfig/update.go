package poolconfig

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Update sets a pool's settings. What the caller does not send goes back to
// its default, but for what Settings says is kept, and for the schema, the
// username rules and the factors that SetMFA has made.
func (s *Service) Update(ctx context.Context, id userpool.PoolID, in Settings) error {
	_, err := s.change(ctx, id, func(p *userpool.Pool) error {
		before := p.Tier
		if err := in.apply(p); err != nil {
			return err
		}
		return s.check(p, before)
	})
	return conflict(err)
}

// AddAttributes adds custom attributes to the schema of a pool: all, or with
// an error none.
func (s *Service) AddAttributes(ctx context.Context, id userpool.PoolID, entries []Attribute) error {
	_, err := s.change(ctx, id, func(p *userpool.Pool) (err error) {
		p.Schema, err = extend(p.Schema, entries)
		return err
	})
	return err
}

// Delete deletes a pool and all that is in it.
func (s *Service) Delete(ctx context.Context, id userpool.PoolID) error {
	domains, err := s.deps.Domains(ctx, id)
	if err != nil {
		return err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		p, err := load(st, id)
		if err != nil {
			return err
		}
		if p.DeletionProtection {
			return invalid("The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.")
		}
		if domains != (Domains{}) {
			return invalid("User pool cannot be deleted. It has a domain configured that should be deleted first.")
		}
		return st.DeletePool(id)
	})
	if err != nil {
		return err
	}
	s.deps.Cache.ForgetPool(id)
	return nil
}
