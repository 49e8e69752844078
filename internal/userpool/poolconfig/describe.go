package poolconfig

import (
	"context"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Description is a pool with what is not one of its settings.
type Description struct {
	*userpool.Pool
	Users   int // about how many users it has
	Domains Domains
}

// Describe gives a pool, its domains and about how many users it has.
func (s *Service) Describe(ctx context.Context, id userpool.PoolID) (Description, error) {
	var d Description
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		if d.Pool, err = load(st, id); err != nil {
			return err
		}
		d.Users, err = st.EstimatedUsers(id)
		return err
	})
	if err != nil {
		return Description{}, err
	}
	d.Domains, err = s.deps.Domains(ctx, id)
	return d, err
}

// Page is one page of pools; Next is "" on the last one.
type Page struct {
	Pools []*userpool.Pool
	Next  string
}

// List gives up to limit pools, by id, and goes on where token says.
func (s *Service) List(ctx context.Context, limit int, token string) (Page, error) {
	after, err := cursor.Parse(token, "pools")
	if err != nil {
		return Page{}, invalid("Invalid pagination token given.")
	}
	var page Page
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		page.Pools, err = st.Pools(userpool.PoolID(after), limit+1)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if len(page.Pools) > limit {
		page.Pools = page.Pools[:limit]
		page.Next = cursor.Print(string(page.Pools[limit-1].ID), "pools")
	}
	return page, nil
}
