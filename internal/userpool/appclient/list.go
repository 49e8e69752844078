package appclient

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
	"github.com/cognate-id/cognate/internal/userpool"
)

// MaxPage is the size of the largest page of clients, and of one whose size
// the caller leaves open.
const MaxPage = 60

// Kind selects clients by how they were made.
type Kind string

// The kinds of clients.
const (
	AnyKind    Kind = ""
	Regular    Kind = "REGULAR"
	Registered Kind = "DCR"
)

// KindOf is the kind of a client.
func KindOf(c *userpool.Client) Kind {
	if c.Registered {
		return Registered
	}
	return Regular
}

// Page is one page of clients; Next is "" on the last one. With a kind, pages
// may hold fewer clients than asked for, or none, and still have a Next.
type Page struct {
	Clients []*userpool.Client
	Next    string
}

// List gives up to limit clients of a pool, by id, and goes on where token
// says. A limit of 0 means MaxPage.
func (s *Service) List(ctx context.Context, pool userpool.PoolID, kind Kind, limit int, token string) (Page, error) {
	if limit == 0 {
		limit = MaxPage
	}
	list := []string{"clients", string(pool), string(kind)}
	after, err := cursor.Parse(token, list...)
	if err != nil {
		return Page{}, invalid("Invalid pagination token given.")
	}
	var page Page
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		if _, err := loadPool(st, pool); err != nil {
			return err
		}
		page.Clients, err = st.Clients(pool, userpool.ClientID(after), limit+1)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if len(page.Clients) > limit {
		page.Clients = page.Clients[:limit]
		page.Next = cursor.Print(string(page.Clients[limit-1].ID), list...)
	}
	page.Clients = slices.DeleteFunc(page.Clients, func(c *userpool.Client) bool {
		return kind != AnyKind && KindOf(c) != kind
	})
	return page, nil
}
