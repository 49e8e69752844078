package directory

import (
	"context"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
	"github.com/cognate-id/cognate/internal/syntax/filter"
	"github.com/cognate-id/cognate/internal/userpool"
)

// PageSize is the largest page of a listing, and the one of a call that names
// no size.
const PageSize = 60

// Listing is a ListUsers.
type Listing struct {
	Pool       userpool.PoolID
	Filter     string                   // see syntax/filter; "" lists all
	Attributes []userpool.AttributeName // to show; none means all
	Limit      int                      // 0 means PageSize
	Token      string                   // of the page before, "" for the first
}

// Page is one page of a listing. Shows tells which attributes belong into the
// answer.
type Page struct {
	Users []*userpool.User
	Next  string // "" after the last page
	Shows func(userpool.AttributeName) bool
}

// List gives one page of the users of a pool. With a filter they come in the
// order of its attribute. A token is good for the same listing only.
func (s *Service) List(ctx context.Context, l Listing) (Page, error) {
	pool, err := s.deps.Registry.Pool(ctx, l.Pool)
	if err != nil {
		return Page{}, err
	}
	f, err := parseFilter(l.Filter)
	if err != nil {
		return Page{}, err
	}
	if err := checkShown(pool, l.Attributes); err != nil {
		return Page{}, err
	}
	key := []string{"users", string(pool.ID), f.String(), shownText(l.Attributes)}
	after, err := cursor.Parse(l.Token, key...)
	if err != nil {
		return Page{}, userpool.Errorf(userpool.InvalidParameter, "Invalid pagination token given.").Because(err)
	}
	if l.Limit <= 0 || l.Limit > PageSize {
		l.Limit = PageSize
	}
	page := Page{Shows: shows(l.Attributes)}
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		var next string
		page.Users, next, err = st.ListUsers(pool.ID, userpool.UserQuery{
			Attr: userpool.AttributeName(f.Attr), Op: f.Op, Value: f.Value, After: after, Limit: l.Limit,
		})
		page.Next = cursor.Print(next, key...)
		return err
	})
	return page, err
}

// parseFilter reads a filter and checks that users can be searched by it.
func parseFilter(text string) (filter.Filter, error) {
	f, err := filter.Parse(text)
	if err != nil {
		return f, userpool.Errorf(userpool.InvalidParameter, "Error while parsing filter").Because(err)
	}
	if f.Op != filter.All && !slices.Contains(userpool.SearchAttributes(), userpool.AttributeName(f.Attr)) {
		return f, userpool.Errorf(userpool.InvalidParameter, "Input fails to satisfy the constraints.")
	}
	return f, nil
}

// checkShown refuses to show what no user of the pool can have.
func checkShown(p *userpool.Pool, names []userpool.AttributeName) error {
	for _, n := range names {
		if _, ok := p.Attribute(n); !ok {
			return userpool.Errorf(userpool.InvalidParameter, "Invalid attribute name: %s", n)
		}
	}
	return nil
}

func shows(names []userpool.AttributeName) func(userpool.AttributeName) bool {
	if len(names) == 0 {
		return nil
	}
	return func(n userpool.AttributeName) bool { return slices.Contains(names, n) }
}

func shownText(names []userpool.AttributeName) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	slices.Sort(texts)
	return strings.Join(slices.Compact(texts), " ")
}
